"""Loaders for an object's own edges: one look through the door for all that one request meets."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from models.access import members, passes
from models.access.viewer import Viewer
from schema.context import House
from schema.passes import ShownPass
from venues import shown

Row = TypeVar("Row")


class Loaders:
    """One per request: it remembers what was loaded, and sees with one viewer's eyes."""

    def __init__(self, viewer: Viewer, house: House) -> None:
        self._viewer = viewer
        self._house = house
        self.member = self._through(members.see_many)
        self.pass_of_seat = self._through(self._passes)

    def _through(
        self, door: Callable[[Viewer, list[UUID]], Awaitable[dict[UUID, Any]]]
    ) -> DataLoader[UUID, Any]:
        """A loader by id: None for what is missing or not for the viewer."""

        async def load(keys: list[UUID]) -> list[Any]:
            found = await door(self._viewer, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    async def _passes(self, viewer: Viewer, seat_ids: list[UUID]) -> dict[UUID, ShownPass]:
        found = await passes.of_seats(viewer, seat_ids)
        texts = await shown.texts(found.values(), self._house.seal)
        return {seat_id: ShownPass(row, texts[seat_id]) for seat_id, row in found.items()}
