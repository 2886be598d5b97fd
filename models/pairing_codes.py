"""A pairing code: shown once by a venue's staff, it turns a tablet into a device of the venue."""

from datetime import timedelta
from uuid import UUID

from tortoise import fields

from models import audit, clock, devices, sql, texts, tokens
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
    code = tokens.readable(CHARACTERS)
    row = await PairingCode.create(
        venue=venue,
        code_hash=tokens.hashed(code),
        created_by_id=by,
        expires_at=clock.now() + LIFETIME,
    )
    await audit.record(by, "device.pairing_start", venue)
    row.code = code
    return row


async def pair(code: str, name: str, public_key: bytes) -> devices.Device:
    """Exchange a code for a device with its credential; each code does this once.

    `public_key` is the tablet's own, 32 bytes, by which its batches are known.
    """
    name = texts.line(name, "name", most=80)
    if len(public_key) != PUBLIC_KEY_BYTES:
        raise PublicKeyInvalid("publicKey")
    hashed = tokens.hashed(code.strip().upper().replace("-", ""))
    now = clock.now()
    used = await sql.execute(
        """
        UPDATE pairing_codes SET used_at = $1
        WHERE code_hash = $2 AND used_at IS NULL AND expires_at > $1 AND edge_event_id IS NULL
        """,
        now,
        hashed,
    )
    if not used:
        raise PairingCodeWrong("code")
    row = await PairingCode.get(code_hash=hashed)
    return await devices.enrol(row.venue_id, name, public_key, by=row.created_by_id)
