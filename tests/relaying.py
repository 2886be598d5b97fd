"""Edges for tests in process: paired with a door's event, with what they pass on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models import clock, edges
from models.access.viewer import Viewer, recognise
from models.edges import Edge
from tests import people
from tests.client import Api
from tests.doors import Door

_RELAY = """mutation($input: ScanRelayInput!) { scanRelay(input: $input) {
  answers { isTaken code } receivedAt userErrors { code field } } }"""


@dataclass
class PairedEdge:
    """An edge of a door's event."""

    row: Edge
    viewer: Viewer

    async def relay(
        self,
        api: Api,
        batches: Sequence[dict[str, str]],
        *,
        received_at: datetime | None = None,
        sent_at: datetime | None = None,
        **also: Any,
    ) -> dict[str, Any]:
        """The payload for batches that were all heard at one time, by the edge's clock."""
        now = clock.now()
        heard_at = (received_at or now).isoformat()
        said = {
            "sentAt": (sent_at or now).isoformat(),
            "batches": [batch | {"receivedAt": heard_at} for batch in batches],
        }
        payload = await api(_RELAY, as_=self.viewer, input=said | also)
        found: dict[str, Any] = payload["scanRelay"]
        return found

    async def codes(
        self, api: Api, *batches: dict[str, str], **times: datetime
    ) -> list[str | None]:
        """What each batch is refused with; None for one that counts."""
        payload = await self.relay(api, batches, **times)
        assert payload["userErrors"] == []
        return [answer["code"] for answer in payload["answers"]]


async def paired(door: Door, name: str = "Desk") -> PairedEdge:
    """An edge of the door's event."""
    gus = await people.member("Gus")
    row = await edges.enrol(door.event.id, name, by=gus.id)
    viewer = await recognise(row.credential)
    assert viewer is not None
    return PairedEdge(row, viewer)
