"""A staff PIN: by it a supervisor at the door overrides a refusal, also without a network."""

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import pbkdf2_hmac
from uuid import UUID

from tortoise import fields

from models import audit, clock, ids, sql
from models.grants import Role
from models.members import Member
from models.noun import Noun
from models.refusals import PinInvalid
from models.venues import Venue

ITERATIONS = 600_000  # OWASP's number for PBKDF2-HMAC-SHA-256
_SALT_BYTES = 16
_LEAST, _MOST = 6, 12  # digits
_CLEAR = "staff_pin.clear"


class StaffPin(Noun):
    """One per member and venue: PBKDF2-HMAC-SHA-256 of the PIN, which tablets check themselves."""

    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField("models.Venue")
    venue_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    salt = fields.BinaryField()
    iterations = fields.IntField()
    pin_hash = fields.BinaryField()
    set_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "staff_pins"
        unique_together = (("venue_id", "member_id"),)


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Who may override, and by what a tablet knows their PIN."""

    event_id: UUID
    member_id: UUID
    name: str
    salt: bytes
    iterations: int
    pin_hash: bytes


@dataclass(frozen=True, slots=True)
class Charge:
    """From when until when a member might override refusals at an event.

    The times are when the grant ends, the member was removed, and their PIN was cleared, where
    there is none now.
    """

    event_id: UUID
    member_id: UUID
    starts_at: datetime
    ends_at: datetime | None
    removed_at: datetime | None
    cleared_at: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether they might at that time."""
        ends = (self.ends_at, self.removed_at, self.cleared_at)
        return self.starts_at <= at and all(end is None or at < end for end in ends)


@dataclass(frozen=True, slots=True)
class Hashed:
    """A PIN as it is kept."""

    salt: bytes
    iterations: int
    pin_hash: bytes


async def hashed(pin: str) -> Hashed:
    """The PIN as it is kept, of 6 to 12 digits; it takes a third of a second, beside the loop."""
    if not (_LEAST <= len(pin) <= _MOST and pin.isascii() and pin.isdigit()):
        raise PinInvalid("pin")
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = await asyncio.to_thread(pbkdf2_hmac, "sha256", pin.encode(), salt, ITERATIONS)
    return Hashed(salt, ITERATIONS, digest)


async def keep(venue: Venue, member_id: UUID, pin: Hashed) -> None:
    """Let this be the member's PIN at the venue, instead of the one before."""
    await sql.execute(
        """
        INSERT INTO staff_pins (id, venue_id, member_id, salt, iterations, pin_hash, set_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (venue_id, member_id) DO UPDATE
        SET salt = excluded.salt, iterations = excluded.iterations,
            pin_hash = excluded.pin_hash, set_at = excluded.set_at
        """,
        ids.new(), venue.id, member_id, pin.salt, pin.iterations, pin.pin_hash, clock.now(),
    )  # fmt: skip
    await audit.record(member_id, "staff_pin.set", venue)


async def clear(venue: Venue, member_id: UUID) -> None:
    """Let the member have no PIN at the venue."""
    if await StaffPin.filter(venue_id=venue.id, member_id=member_id).delete():
        await audit.record(member_id, _CLEAR, venue)


async def supervisors_at(event_ids: Collection[UUID]) -> list[Supervisor]:
    """Who may override a refusal at these events: staff of their venue now, with a PIN there."""
    return await sql.fetch(
        Supervisor,
        f"""
        SELECT e.id AS event_id, p.member_id, m.name, p.salt, p.iterations, p.pin_hash
        FROM events e
        JOIN staff_pins p ON p.venue_id = e.venue_id
        JOIN members m ON m.id = p.member_id
        WHERE e.id IN {sql.among(1)} AND m.removed_at IS NULL
          AND (m.suspended_until IS NULL OR m.suspended_until <= $2) AND EXISTS (
            SELECT 1 FROM grants g WHERE g.member_id = p.member_id AND g.starts_at <= $2
              AND (g.ends_at IS NULL OR g.ends_at > $2)
              AND (g.role = '{Role.OPERATOR}'
                   OR (g.role = '{Role.VENUE_STAFF}' AND g.scope_id = e.venue_id)))
        ORDER BY m.name, p.member_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(event_ids),
        clock.now(),
    )


async def charges_at(event_ids: Collection[UUID]) -> list[Charge]:
    """Who was over the doors of these events, and when: what was done then may be told late.

    Since when somebody has had a PIN is not asked, since no tablet knew it before. Who is suspended
    now has no charge: since when they are is not known.
    """
    return await sql.fetch(
        Charge,
        f"""
        SELECT event_id, member_id, starts_at, ends_at, removed_at, cleared_at FROM (
            SELECT e.id AS event_id, g.member_id, g.starts_at, g.ends_at, m.removed_at,
                   p.id AS pin_id, CASE WHEN p.id IS NULL THEN (
                       SELECT max(a.at) FROM audit_entries a WHERE a.actor_id = g.member_id
                       AND a.subject_id = e.venue_id AND a.action = '{_CLEAR}') END AS cleared_at
            FROM events e
            JOIN grants g ON g.role = '{Role.OPERATOR}'
                 OR (g.role = '{Role.VENUE_STAFF}' AND g.scope_id = e.venue_id)
            JOIN members m ON m.id = g.member_id
            LEFT JOIN staff_pins p ON p.venue_id = e.venue_id AND p.member_id = g.member_id
            WHERE e.id IN {sql.among(1)}
              AND (m.suspended_until IS NULL OR m.suspended_until <= $2)) c
        WHERE pin_id IS NOT NULL OR cleared_at IS NOT NULL
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(event_ids),
        clock.now(),
    )
