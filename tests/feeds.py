"""Lead feeds for tests: subscriptions in process, event by event."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from graphql import GraphQLError

from models.access.viewer import Viewer
from schema import nodes
from schema.context import Context, House
from schema.loaders import Loaders
from tests.served import served

DOCUMENT = """
subscription($dealer: ID!, $after: String, $batch: Int! = 50) {
  leadFeed(dealer: $dealer, after: $after, batch: $batch) {
    cursor live
    edges { cursor seq change leadId lead { id state contact { name phone } event { title } } }
  }
}
"""
SECONDS = 5.0


class Ended(Exception):
    """The subscription ended with an error; `code` says why."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(str(error))
        self.code = (error.extensions or {}).get("code")


class Feed:
    """One subscription, read event by event."""

    def __init__(self, results: AsyncIterator[Any]) -> None:
        self._results = results

    async def next(self) -> dict[str, Any]:
        """The next event, which must come soon; raises Ended."""
        async with asyncio.timeout(SECONDS):
            result = await anext(self._results)
        if result.errors:
            raise Ended(result.errors[0])
        event: dict[str, Any] = result.data["leadFeed"]
        return event

    async def seqs(self, count: int) -> list[int]:
        """The numbers of so many changes, over as many events as it takes."""
        numbers: list[int] = []
        while len(numbers) < count:
            numbers += [edge["seq"] for edge in (await self.next())["edges"]]
        return numbers


@asynccontextmanager
async def follow(
    house: House,
    viewer: Viewer,
    dealer_id: UUID | str,
    document: str = DOCUMENT,
    **variables: Any,
) -> AsyncIterator[Feed]:
    """The subscription of a viewer to a dealer's feed, until the block ends."""
    dealer = dealer_id if isinstance(dealer_id, str) else nodes.encode("Dealer", dealer_id)
    context = Context(viewer, Loaders(viewer), house)
    results: Any = await served().stream(
        document, {"dealer": dealer, **variables}, context_value=context
    )
    try:
        yield Feed(results)
    finally:
        await results.aclose()
