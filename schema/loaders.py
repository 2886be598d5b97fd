"""Loaders for an object's own edges: one look through the door for all that one request meets."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from models.access import members
from models.access.viewer import Viewer

Row = TypeVar("Row")


class Loaders:
    """One per request: it remembers what was loaded, and sees with one viewer's eyes."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self.member = self._through(members.see_many)

    def _through(
        self, door: Callable[[Viewer, list[UUID]], Awaitable[dict[UUID, Any]]]
    ) -> DataLoader[UUID, Any]:
        """A loader by id: None for what is missing or not for the viewer."""

        async def load(keys: list[UUID]) -> list[Any]:
            found = await door(self._viewer, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)
