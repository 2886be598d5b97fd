"""A pairing code: shown once by a venue's staff, it makes a tablet, or an edge, the venue's own."""

from datetime import timedelta
from uuid import UUID

from tortoise import fields

from models import audit, clock, devices, edges, sql, texts, tokens
from models.events import Event
from models.noun import Noun
from models.refusals import PairingCodeWrong, PublicKeyInvalid
from models.venues import Venue

LIFETIME = timedelta(minutes=15)
CHARACTERS = 8
PUBLIC_KEY_BYTES = 32  # of Ed25519


class PairingCode(Noun):
    """A one-shot code, only its hash is stored, `code` is there only where it was just made.

    With `edge_event_id` it pairs an edge for that event, else a tablet.
    """

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    code_hash = fields.CharField(64, unique=True)
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    edge_event_id = fields.UUIDField(null=True)

    code = ""

    class Meta:
        table = "pairing_codes"


async def start(venue: Venue, *, by: UUID) -> PairingCode:
    """A new code for one tablet, good for LIFETIME."""
    row = await _made(venue.id, by)
    await audit.record(by, "device.pairing_start", venue)
    return row


async def start_edge(event: Event, *, by: UUID) -> PairingCode:
    """A new code for one edge of an event that is not over, good for LIFETIME."""
    event.refuse_if_closed("event")
    row = await _made(event.venue_id, by, edge_event_id=event.id)
    await audit.record(by, "edge.pairing_start", event)
    return row


async def pair(code: str, name: str, public_key: bytes) -> devices.Device:
    """Exchange a code for a device with its credential; each code does this once.

    `public_key` is the tablet's own, 32 bytes, by which its batches are known.
    """
    name = texts.line(name, "name", most=80)
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise PublicKeyInvalid("publicKey")
    row = await _used(code, "edge_event_id IS NULL")
    return await devices.enrol(row.venue_id, name, public_key, by=row.created_by_id)


async def pair_edge(code: str, name: str) -> edges.Edge:
    """Exchange a code for an edge with its credential; each code does this once."""
    name = texts.line(name, "name", most=80)
    row = await _used(code, "edge_event_id IS NOT NULL")
    if row.edge_event_id is None:
        raise PairingCodeWrong("code")
    return await edges.enrol(row.edge_event_id, name, by=row.created_by_id)


async def _made(venue_id: UUID, by: UUID, edge_event_id: UUID | None = None) -> PairingCode:
    code = tokens.readable(CHARACTERS)
    row = await PairingCode.create(
        venue_id=venue_id,
        code_hash=tokens.hashed(code),
        created_by_id=by,
        expires_at=clock.now() + LIFETIME,
        edge_event_id=edge_event_id,
    )
    row.code = code
    return row


async def _used(code: str, kind: str) -> PairingCode:
    """The code of that kind, which is good no more from now on."""
    hashed = tokens.hashed(code.strip().upper().replace("-", ""))
    used = await sql.execute(
        f"""
        UPDATE pairing_codes SET used_at = $1
        WHERE code_hash = $2 AND used_at IS NULL AND expires_at > $1 AND {kind}
        """,  # noqa: S608  the condition is ours
        clock.now(),
        hashed,
    )
    if not used:
        raise PairingCodeWrong("code")
    return await PairingCode.get(code_hash=hashed)
