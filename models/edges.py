"""An edge: a laptop at the venue that stands in for the server while the network is gone."""

from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from tortoise import fields

from models import audit, clock, sql, tokens
from models.events import Event
from models.noun import Noun
from models.refusals import AddressInvalid

PREFIX = "pe"
MOST_ADDRESS = 200  # characters
_MILLISECOND = timedelta(milliseconds=1)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Edge(Noun):
    """Paired with one event, its credential fetches the event's copy and hands in what it heard.

    `address` is where tablets reach it, as it says itself. `credential` is there only where the
    edge was just enrolled, only the hash is stored.
    """

    event: fields.ForeignKeyRelation[Event] = fields.ForeignKeyField("models.Event")
    event_id: UUID
    name = fields.CharField(80)
    address = fields.CharField(MOST_ADDRESS, default="")
    credential_hash = fields.CharField(64, unique=True)
    paired_at = fields.DatetimeField(default=clock.now)
    revoked_at = fields.DatetimeField(null=True)
    seen_at = fields.DatetimeField(null=True)
    clock_offset_ms = fields.BigIntField(default=0)

    credential = ""

    class Meta:
        table = "edges"

    async def announce(self, address: str) -> Self:
        """Say where tablets reach it from now on: an origin, encrypted unless it is loopback."""
        edge = await self.locked()
        edge.address = origin_of(address, "address")
        await edge.save(update_fields=["address"])
        return edge

    async def revoke(self, *, by: UUID) -> Self:
        """Take the credential back: it opens nothing from the next request on."""
        edge = await self.locked()
        if edge.revoked_at is None:
            edge.revoked_at = clock.now()
            await edge.save(update_fields=["revoked_at"])
            await audit.record(by, "edge.revoke", edge)
        return edge


async def enrol(event_id: UUID, name: str, *, by: UUID) -> Edge:
    """A new edge of an event, with its credential for the one answer that hands it out."""
    credential = tokens.opaque(PREFIX)
    edge = await Edge.create(
        event_id=event_id, name=name, credential_hash=tokens.hashed(credential)
    )
    await audit.record(by, "edge.pair", edge, name=name)
    edge.credential = credential
    return edge


async def saw(edge_id: UUID, clock_offset: timedelta) -> None:
    """Note that an edge spoke just now, and how far its clock is behind ours."""
    await sql.execute(
        "UPDATE edges SET seen_at = $1, clock_offset_ms = $2 WHERE id = $3",
        clock.now(),
        clock_offset // _MILLISECOND,
        edge_id,
    )


def origin_of(address: str, field: str) -> str:
    """Scheme, host and, where it is said, port, as a browser writes an origin.

    Refused with AddressInvalid, as what is not encrypted and not loopback either.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as problem:
        raise AddressInvalid(field) from problem
    schemes = {"https", "http"} if host in _LOOPBACK else {"https"}
    beside = parts.username, parts.password, parts.query, parts.fragment, parts.path.strip("/")
    if parts.scheme not in schemes or not _is_host(host) or any(beside):
        raise AddressInvalid(field)
    shown = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    if len(origin) > MOST_ADDRESS:
        raise AddressInvalid(field)
    return origin


def _is_host(host: str) -> bool:
    """What an origin may hold: a name in letters, digits and hyphens, or an IP address."""
    return bool(host) and all(c.isascii() and (c.isalnum() or c in "-.:") for c in host)
