"""Walk-ins: a seat that the tablet made, once, and in nobody's way."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from models import cancelling, clock, database, ids, registrations, walk_ins
from models.audit import AuditEntry
from models.check_ins import Admission, CheckIn, settle
from models.contacts import Contact
from models.door_changes import DoorChange, DoorChangeKind
from models.doors import Door
from models.events import Event
from models.leads import Lead
from models.outbox import OutboxMessage
from models.passes import Pass
from models.refusals import SeatCheckedIn, TextEmpty
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.stand_leads import taking
from models.stand_leads.rows import StandLead
from models.walk_ins import Enrolled, SaidWalkIn
from tests import prospects, races, stands, statements
from tests.prospects import DOORS
from tests.stands import Stand, codes

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)
NOON = DOORS + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with clock.injected(lambda: NOON):
        yield


def _said(stand: Stand, **said: Any) -> SaidWalkIn:
    device_id, event_id = stand.device.id, stand.event.id
    walk_in = SaidWalkIn(device_id, ids.new(), event_id, ids.new(), DOORS, "Walter")
    return replace(walk_in, **said)


async def _enrol(*said: SaidWalkIn) -> list[str]:
    """What came of each, empty for those who have their seat."""
    enrolled = await walk_ins.enrol(said)
    return [enrolled[one.key].code for one in said]


async def _rows() -> list[int]:
    tables = (Registration, Seat, Contact, Pass, DoorChange)
    return [await table.all().count() for table in tables]


async def test_a_walk_in_has_the_seat_of_the_tablet_a_pass_and_nobodys_registration() -> None:
    stand = await stands.stand(await prospects.scene())
    said = _said(stand, phone="+86 139 1234 5678", email="W@People.example", language="zh-CN")

    assert await walk_ins.enrol([said]) == {said.key: Enrolled(said.seat_id)}

    seat = await Seat.get().select_related("registration", "contact")
    assert (seat.id, seat.event_id, seat.member_id) == (said.seat_id, stand.event.id, None)
    assert (seat.position, seat.pass_issue, seat.cancelled_at) == (1, 1, None)
    party = seat.registration
    assert (party.state, party.seat_count, party.event_id) == (
        RegistrationState.CONFIRMED, 1, stand.event.id,
    )  # fmt: skip
    assert (party.member_id, party.device_id, party.is_walk_in) == (None, stand.device.id, True)
    person = seat.contact
    assert (person.name, person.phone, person.email, person.locale, person.member_id) == (
        "Walter", "+8613912345678", "w@people.example", "zh", None,
    )  # fmt: skip
    assert (await Pass.get()).issue == 1
    event = await Event.get(id=stand.event.id)
    assert (event.seats_taken, event.seats_waiting) == (0, 0)
    change = await DoorChange.get()
    assert (change.kind, change.subject_id) == (DoorChangeKind.SEAT, said.seat_id)
    assert await OutboxMessage.all().count() == 0


async def test_a_walk_in_told_of_again_and_again_is_one() -> None:
    stand = await stands.stand(await prospects.scene())
    said = [_said(stand), _said(stand)]

    assert await _enrol(*said, said[0]) == ["", "", ""]
    assert await _enrol(*said[::-1]) == ["", ""]

    assert await _rows() == [2, 2, 2, 2, 2]


async def test_walk_ins_told_of_by_twelve_ways_at_once_are_each_one() -> None:
    stand = await stands.stand(await prospects.scene())
    said = [_said(stand) for _ in range(5)]

    done = await races.raced(
        partial(walk_ins.enrol, said[n % 5 :] + said[: n % 5]) for n in range(12)
    )

    assert done == {races.DONE: 12}
    assert await _rows() == [5, 5, 5, 5, 5]
    assert await Seat.filter(pass_issue=1).count() == 5


async def test_who_is_inside_has_a_seat_however_full_it_is_and_whatever_was_typed() -> None:
    stand = await stands.stand(await prospects.scene())
    await Event.filter(id=stand.event.id).update(capacity=1, seats_taken=1)
    said = [
        _said(stand, name="\0\ud800 Wal\u2028ter\t" + "x" * 99, phone="1", email="@", language="?"),
        _said(stand, name=" "),
    ]

    assert await _enrol(*said) == ["", ""]

    people = [(await Seat.get(id=one.seat_id).select_related("contact")).contact for one in said]
    assert [(one.name[:12], one.phone, one.email, one.locale) for one in people] == [
        ("Wal ter xxxx", "", "", "en"), ("", "", "", "en"),
    ]  # fmt: skip
    assert len(people[0].name) == 80
    assert (await Event.get(id=stand.event.id)).seats_taken == 1


async def test_nobody_is_let_in_by_a_tablet_off_duty_or_at_no_event() -> None:
    stand = await stands.stand(await prospects.scene())
    said = [_said(stand, is_on_duty=False), _said(stand, event_id=ids.new())]
    assert await _enrol(*said) == ["TABLET_OFF_DUTY", "EVENT_OVER"]
    assert await _rows() == [0, 0, 0, 0, 0]


async def test_whoever_was_let_in_is_kept_whatever_the_event_has_become() -> None:
    stand = await stands.stand(await prospects.scene())
    after = _said(stand, at=stand.event.ends_at)
    assert await _enrol(after) == [""]
    await Door.create(event=stand.event, has_walk_ins=False)
    await Event.filter(id=stand.event.id).update(cancelled_at=DOORS + MINUTE)
    late = [_said(stand, at=DOORS), _said(stand, at=DOORS + MINUTE)]
    assert await _enrol(*late) == ["", ""]
    assert await _rows() == [3, 3, 3, 3, 3]
    assert await Seat.filter(cancelled_at=DOORS + MINUTE).count() == 2


async def test_a_seat_or_registration_that_is_somebody_elses_is_not_taken() -> None:
    at = await prospects.scene()
    stand, other = await stands.stand(at), await stands.stand(at)
    taken = await prospects.guest(at, "Ann")
    theirs = _said(other)
    await _enrol(theirs)
    before = await _rows()

    assert (
        await _enrol(
            _said(stand, seat_id=taken.id),
            _said(stand, seat_id=taken.registration_id),
            _said(stand, seat_id=theirs.seat_id),
            replace(theirs, event_id=(await prospects.again(at)).id),
        )
        == ["SEAT_OF_ANOTHER"] * 4
    )

    assert await _rows() == before
    assert await _enrol(_said(stand, seat_id=taken.contact_id)) == [""]  # an id of another kind


async def test_one_bad_walk_in_costs_only_itself() -> None:
    at = await prospects.scene()
    stand, seat = await stands.stand(at), await prospects.guest(at, "Ann")
    said = [_said(stand), _said(stand, seat_id=seat.id), _said(stand, is_on_duty=False)]
    assert await _enrol(*said) == ["", "SEAT_OF_ANOTHER", "TABLET_OFF_DUTY"]
    refused = Enrolled(seat.id, "TABLET_OFF_DUTY")
    assert (refused.is_enrolled, refused.message("zh")) == (False, "该设备当时没有在那里值班。")


async def test_a_lead_that_is_heard_of_before_its_walk_in_counts_once_they_are_there() -> None:
    stand = await stands.stand(await prospects.scene())
    walk_in = _said(stand)
    lead = stand.lead(Seat(id=walk_in.seat_id))

    assert await codes(lead) == ["SEAT_NOT_AT_EVENT"]
    assert await _enrol(walk_in) == [""]
    assert await codes(lead) == [""]

    contact = (await Seat.get().select_related("contact")).contact
    made = await Lead.get()
    assert (made.contact_id, made.seat_id) == (contact.id, walk_in.seat_id)
    assert await OutboxMessage.filter(topic="lead.captured").count() == 1


@pytest.mark.parametrize("is_lead_first", [True, False])
async def test_a_lead_and_its_walk_in_heard_of_at_once_do_not_miss_each_other(
    db: str, *, is_lead_first: bool
) -> None:
    at = await prospects.scene()
    stand, other = await stands.stand(at), await stands.stand(at)
    walk_in = _said(stand)
    verbs: list[Callable[[], Awaitable[object]]] = [
        partial(taking.take, [other.lead(Seat(id=walk_in.seat_id))]),
        partial(walk_ins.enrol, [walk_in]),
    ]
    first, second = verbs if is_lead_first else verbs[::-1]

    async with database.transaction():
        await first()
        late = asyncio.create_task(_done(second), context=Context())
        await races.blocked(late, db)
    await late

    assert (await Lead.get()).seat_id == walk_in.seat_id
    assert (await StandLead.get()).refusal == ""


async def _done(verb: Callable[[], Awaitable[object]]) -> None:
    await verb()


@pytest.mark.parametrize("count", [1, 60])
async def test_walk_ins_take_as_many_statements_however_many_they_are(count: int) -> None:
    stand = await stands.stand(await prospects.scene())
    said = [_said(stand) for _ in range(count)]
    async with statements.counted() as run:
        await walk_ins.enrol(said)
    read = [statement for statement in run if not statement.lstrip().startswith("INSERT")]
    assert await Seat.all().count() == count
    assert len(read) <= 9


async def test_staff_cancel_a_walk_in_whom_nothing_has_checked_in() -> None:
    stand = await stands.stand(await prospects.scene())
    said, by = _said(stand), ids.new()
    await _enrol(said)
    party = await Registration.get()

    with pytest.raises(TextEmpty):
        await _cancel(party, by, "")
    entry = Admission(stand.event.id, ids.new(), stand.device.id, ids.new(), DOORS)
    await settle({said.seat_id: entry})
    with pytest.raises(SeatCheckedIn):
        await _cancel(party, by, "Mistyped")
    await CheckIn.all().delete()
    await _cancel(party, by, "Mistyped")

    party = await Registration.get()
    assert (party.state, party.cancelled_at) == (RegistrationState.CANCELLED, NOON)
    assert (await Seat.get()).cancelled_at == NOON
    event = await Event.get(id=stand.event.id)
    assert (event.seats_taken, event.seats_waiting) == (0, 0)
    entry_ = await AuditEntry.get(action="registration.cancel")
    assert (entry_.actor_id, entry_.subject_id) == (by, party.id)
    assert await _enrol(said) == [""]  # told of again: it does not come back
    assert (await Registration.get()).state is RegistrationState.CANCELLED


async def test_a_walk_in_goes_with_the_event_and_stands_in_nobodys_line() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    await _enrol(_said(stand))
    party = await Registration.get()
    assert await registrations.places([party.id]) == {}
    async with database.transaction():
        event = await at.event.locked()
        event.cancelled_at = NOON
        await cancelling.cancel_all(event)
    assert (await Registration.get()).state is RegistrationState.CANCELLED
    assert (await Seat.get()).cancelled_at == NOON


async def _cancel(party: Registration, by: Any, reason: str) -> None:
    async with database.transaction():
        await cancelling.cancel(party, by=by, reason=reason)
