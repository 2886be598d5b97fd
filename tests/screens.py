"""A supervisor's screens for tests: subscriptions to a door in process, view by view."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from models.access.viewer import Viewer
from models.events import Event
from schema.context import Context, House
from schema.loaders import Loaders
from schema.nodes import encode
from tests.feeds import Ended
from tests.served import served

VIEW = """{ at inside expected admitted refused walkIns conflictCount
  halls { inside hall { name } } arrivals { at count }
  conflicts { kind holderName apartSeconds passages { gateName gate { name } device { name } } }
  devices { device { name } gate { name } batteryPercent unsentCount seenAt isOnDuty isSilent }
  edges { name address isSilent } }"""
_FOLLOW = f"subscription($event: ID!) {{ eventDoor(event: $event) {VIEW} }}"
_SECONDS = 8.0


class Screen:
    """A supervisor's screen, read view by view."""

    def __init__(self, results: AsyncIterator[Any]) -> None:
        self._results = results

    async def next(self) -> dict[str, Any]:
        """The next view, which must come soon; raises Ended."""
        async with asyncio.timeout(_SECONDS):
            result = await anext(self._results)
        if result.errors:
            raise Ended(result.errors[0])
        view: dict[str, Any] = result.data["eventDoor"]
        return view

    async def until(self, **said: object) -> dict[str, Any]:
        """The first view that says so."""
        while True:
            view = await self.next()
            if {name: view[name] for name in said} == said:
                return view


@asynccontextmanager
async def screen(house: House, viewer: Viewer, event: Event | str) -> AsyncIterator[Screen]:
    asked = event if isinstance(event, str) else encode("Event", event.id)
    context = Context(viewer, Loaders(viewer), house)
    results: Any = await served().stream(_FOLLOW, {"event": asked}, context_value=context)
    try:
        yield Screen(results)
    finally:
        await results.aclose()
