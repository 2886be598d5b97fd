"""Random days at an event, beside a plain model of what its line promises."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models import cancelling, clock, database
from models.events import Event, WaitlistMode
from models.members import Member
from models.refusals import AlreadyRegistered, InvalidTransition, OutOfRange, SeatsAreTaken
from models.registrations import Registration
from models.seats import Seat
from tests import people, places
from tests.places import DOORS

OFFER = timedelta(minutes=30)
MEMBERS = 6
Step = tuple[str, int, int]


@dataclass
class Party:
    """Somebody's seats at the event, as the model has them."""

    who: int
    seats: int
    state: str = "WAITING"


@dataclass
class Day:
    """What the line promises: first come first served, and nobody passes who does not fit."""

    mode: WaitlistMode
    capacity: int
    parties: list[Party] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(one.seats for one in self.parties if one.state in {"CONFIRMED", "OFFERED"})

    @property
    def waiting(self) -> list[Party]:
        return [one for one in self.parties if one.state == "WAITING"]

    def alive(self, who: int) -> Party | None:
        standing = ("WAITING", "CONFIRMED", "OFFERED")
        return next((one for one in self.parties if one.who == who and one.state in standing), None)

    def register(self, who: int, seats: int) -> None:
        has_line = any(one.seats <= self.capacity for one in self.waiting)
        fits = not has_line and seats <= self.capacity - self.taken
        self.parties.append(Party(who, seats, "CONFIRMED" if fits else "WAITING"))

    def move_up(self) -> None:
        for one in [one for one in self.waiting if one.seats <= self.capacity]:
            if one.seats > self.capacity - self.taken:
                return
            one.state = "CONFIRMED" if self.mode is WaitlistMode.PROMOTE else "OFFERED"


# One seat is free, two are first in line for it, and one is behind them.
_HELD_UP = [("register", 0, 2), ("register", 1, 2), ("register", 2, 1), ("size", 0, 3)]
_DEEDS = ["register"] * 5 + ["cancel", "cancel", "shrink", "shrink", "accept", "size", "run out"]
_steps = st.lists(
    st.tuples(st.sampled_from(_DEEDS), st.integers(0, MEMBERS - 1), st.integers(1, 4)),
    min_size=12,
    max_size=24,
)


@pytest.mark.usefixtures("db")
@given(mode=st.sampled_from(WaitlistMode), capacity=st.integers(2, 6), steps=_steps)
@example(mode=WaitlistMode.PROMOTE, capacity=3, steps=_HELD_UP)
@example(mode=WaitlistMode.OFFER, capacity=3, steps=_HELD_UP)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_line_keeps_its_promises_whatever_people_do(
    mode: WaitlistMode, capacity: int, steps: list[Step]
) -> None:
    at = [DOORS - timedelta(days=2)]
    with clock.injected(lambda: at[0]):
        members = [await people.member(f"Member{number}") for number in range(MEMBERS)]
        where = await places.hall(await places.venue())
        event = await places.event(where, waitlist_mode=mode, capacity=capacity, offer_minutes=30)
        day = Day(mode, capacity)
        for step in steps:
            at[0] += timedelta(seconds=1)
            if step[0] == "run out":
                at[0] += OFFER
            await _do(step, event, members, day)
            await _agree(event, members, day)


async def _do(step: Step, event: Event, members: list[Member], day: Day) -> None:
    deed, who, number = step
    party = day.alive(who)
    if deed == "register":
        await _register(event, members[who], day, who, number)
    elif deed == "size":
        await _resize(event, day, number)
    elif deed == "run out":
        await _run_out(event, day)
    elif party is not None:
        await {"cancel": _cancel, "shrink": _shrink, "accept": _accept}[deed](
            await _row(event, members[who]), day, party
        )


async def _register(event: Event, member: Member, day: Day, who: int, seats: int) -> None:
    try:
        await places.register(event, member, seats)
    except AlreadyRegistered:
        assert day.alive(who) is not None
    except OutOfRange:
        assert seats > day.capacity
    else:
        day.register(who, seats)


async def _resize(event: Event, day: Day, capacity: int) -> None:
    try:
        await places.change(event, capacity=capacity)
    except SeatsAreTaken:
        assert capacity < day.taken
    else:
        day.capacity = capacity
        day.move_up()


async def _run_out(event: Event, day: Day) -> None:
    offered = await Registration.filter(event_id=event.id, state="OFFERED").order_by("queued_at")
    for row, party in zip(
        offered, [one for one in day.parties if one.state == "OFFERED"], strict=True
    ):
        await places.expire(row)
        party.state = "EXPIRED"
        day.move_up()


async def _cancel(row: Registration, day: Day, party: Party) -> None:
    await places.cancel(row)
    party.state = "CANCELLED"
    day.move_up()


async def _shrink(row: Registration, day: Day, party: Party) -> None:
    seat = (
        await Seat.filter(registration_id=row.id, cancelled_at=None).order_by("-position").first()
    )
    assert seat is not None
    async with database.transaction():
        await cancelling.cancel_seats(row, [seat.id], by=places.booked_by(row))
    if party.seats == 1:
        party.state = "CANCELLED"
    else:
        party.seats -= 1
    day.move_up()


async def _accept(row: Registration, day: Day, party: Party) -> None:
    del day
    try:
        await places.accept(row)
    except InvalidTransition:
        assert party.state != "OFFERED"
    else:
        assert party.state == "OFFERED"
        party.state = "CONFIRMED"


async def _row(event: Event, member: Member) -> Registration:
    rows = await Registration.filter(event_id=event.id, member_id=member.id).order_by("queued_at")
    return rows[-1]


async def _agree(event: Event, members: list[Member], day: Day) -> None:
    """The house and the model tell the same story, seat by seat and in the same order."""
    rows = await Registration.filter(event_id=event.id).order_by("queued_at", "id")
    assert [(row.member_id, row.state.value, row.seat_count) for row in rows] == [
        (members[one.who].id, one.state, one.seats) for one in day.parties
    ]
    waiting = sum(one.seats for one in day.waiting)
    assert await places.counts(event) == (day.taken, waiting)
    assert day.taken <= day.capacity
    held = await Seat.filter(event_id=event.id, cancelled_at=None, pass_issue=1).count()
    assert held == sum(one.seats for one in day.parties if one.state == "CONFIRMED")
