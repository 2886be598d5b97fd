"""Six tablets alone, wrong clocks, 10,000 scans: any order of arrival comes to the same door."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

import pytest

from models import clock, database, passes, sql
from models.check_ins import CheckIn
from models.conflicts import Conflict
from models.contacts import Contact
from models.door_changes import DoorChange
from models.members import Member
from models.points.deeds import Deed
from models.points.ledger import PointsAccount, PointsEntry
from models.presences import Presence
from models.registrations import Registration, RegistrationState
from models.scans.rows import Direction, Scan
from models.seats import Seat
from tests import doors, tablets
from tests.doors import Door
from venues.batches import submit
from venues.envelopes import Envelope, Status, ToldScan
from venues.passages import Rules, rule
from venues.telling import Batch

pytestmark = pytest.mark.drill
TABLETS, IN_A_BATCH = 6, 500
DOUBLES = 0.3
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Passed:
    """A passage as a tablet remembers its own."""

    at: datetime
    direction: Direction
    hall_id: UUID


@dataclass
class Simulated:
    """A tablet that decides alone, by the rules and what it saw itself, on a clock that is off."""

    door: Door
    off: timedelta
    seen: dict[UUID, list[Passed]] = field(default_factory=dict)
    said: list[ToldScan] = field(default_factory=list)

    def scan(self, seat: Seat, token: str, at: datetime) -> None:
        """Decide as a tablet does, and keep what was shown."""
        passage = Passed(at, Direction.ENTRY, self.door.gate.hall_id)
        known = self.seen.setdefault(seat.id, [])
        verdict, _ = rule(Rules(zone="Asia/Shanghai"), known, passage)
        if verdict == "ADMITTED":
            known.append(passage)
        said = tablets.scan(token, at + self.off, shown=verdict, alone=True)
        self.said.append(ToldScan.model_validate(said))

    def batches(self, random: Random, now: datetime) -> list[Batch]:
        """All that was said, in any order, cut anywhere."""
        said = random.sample(self.said, len(self.said))
        duty, key = self.door.tablet.duties[0], self.door.key.public
        return [
            Batch(
                self.door.device.id, key, duty,
                Envelope(
                    self.door.device.id, duty.event_id, duty.gate_id, now + self.off, Status(),
                    scans=tuple(said[start : start + IN_A_BATCH]),
                ),
                received_at=now, offset=-self.off,
            )
            for start in range(0, len(said), IN_A_BATCH)
        ]  # fmt: skip


async def test_any_order_of_arrival_comes_to_one_ledger_and_one_set_of_conflicts(db: str) -> None:
    scans, orders = (10_000, 50) if db.startswith("postgres") else (2_000, 5)
    random, now = Random(17), clock.now()
    six = await _six(random)
    seats, tokens = await _guests(six[0].door, round(scans * (1 - DOUBLES)))
    firsts = list(zip(seats, tokens, strict=True))
    shown = firsts + random.choices(firsts, k=scans - len(firsts))
    for number, (seat, token) in enumerate(random.sample(shown, len(shown))):
        at = now - 58 * _MINUTE + timedelta(milliseconds=330 * number)
        random.choice(six).scan(seat, token, min(at, now - _MINUTE))
    found = set()
    with clock.injected(lambda: now):
        for _ in range(orders):
            await _forget_all()
            batches = [batch for tablet in six for batch in tablet.batches(random, now)]
            arriving = random.sample(batches, len(batches)) + random.sample(batches, 3)
            for batch in arriving:
                await submit([batch])
            found.add((await _ledger(), await _conflicts()))
    assert len(found) == 1
    assert await Scan.all().count() == scans
    assert await CheckIn.all().count() == len(seats)
    doubles = await Conflict.all().count()
    assert 0 < doubles <= scans - len(seats)
    balances = {(account.points, account.growth) for account in await PointsAccount.all()}
    assert balances == {(100, 50)}


async def _six(random: Random) -> list[Simulated]:
    first = await doors.door()
    others = [await first.another_tablet(f"Gate {number}") for number in range(2, TABLETS + 1)]
    offs = [timedelta(minutes=-20), timedelta(hours=2)]
    offs += [timedelta(seconds=random.randint(-1200, 7200)) for _ in range(TABLETS - 2)]
    return [Simulated(door, off) for door, off in zip([first, *others], offs, strict=True)]


async def _guests(door: Door, count: int) -> tuple[list[Seat], list[str]]:
    """So many members with a seat and its pass, made at once."""
    members = [Member(name=f"G{n}", email=f"g{n}@people.example") for n in range(count)]
    contacts = [Contact(member_id=member.id, name=member.name) for member in members]
    parties = [
        Registration(
            event_id=door.event.id, member_id=member.id, seat_count=1,
            state=RegistrationState.CONFIRMED,
        )
        for member in members
    ]  # fmt: skip
    seats = [
        Seat(
            registration_id=party.id, event_id=door.event.id, contact_id=contact.id,
            member_id=party.member_id, position=1,
        )
        for party, contact in zip(parties, contacts, strict=True)
    ]  # fmt: skip
    async with database.transaction():
        await Member.bulk_create(members, batch_size=500)
        await Contact.bulk_create(contacts, batch_size=500)
        await Registration.bulk_create(parties, batch_size=500)
        await Seat.bulk_create(seats, batch_size=500)
        await passes.issue(seats, door.event)
    return seats, await doors.tokens(*seats)


async def _forget_all() -> None:
    nouns: Sequence[Any] = (
        Conflict, Presence, CheckIn, DoorChange, Scan, PointsEntry, PointsAccount, Deed,
    )  # fmt: skip
    for noun in nouns:
        await noun.all().delete()


@dataclass(frozen=True)
class _Award:
    member_id: UUID
    currency: str
    source_id: UUID
    amount: int


async def _ledger() -> str:
    """A hash of the effective awards: what stands when all entries are added up."""
    awards = await sql.fetch(
        _Award,
        """
        SELECT member_id, currency, source_id, sum(amount) AS amount FROM points_entries
        GROUP BY member_id, currency, source_id ORDER BY member_id, currency, source_id
        """,
    )
    said = [(str(a.member_id), a.currency, str(a.source_id), int(a.amount)) for a in awards]
    return sha256(repr(said).encode()).hexdigest()


async def _conflicts() -> str:
    """A hash of the conflicts, each with its scans as the tablets know them, in order."""
    names = {str(scan.id): (str(scan.device_id), str(scan.scan_id)) for scan in await Scan.all()}
    said = sorted(
        (str(one.seat_id), one.kind.value, [names[scan] for scan in one.scan_ids])
        for one in await Conflict.all()
    )
    return sha256(repr(said).encode()).hexdigest()
