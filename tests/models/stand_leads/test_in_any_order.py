"""Whenever tablets are heard, and however often: the same leads, consents and answers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models import check_ins, clock, database, ids, lead_intake, lead_withdrawals, walk_ins
from models.check_ins import Admission, CheckIn
from models.consents import Consent
from models.contacts import Contact
from models.door_changes import DoorChange
from models.lead_changes import LeadChange, LeadChangeKind
from models.lead_identities import LeadIdentity
from models.lead_questions import LeadQuestion
from models.leads import Lead
from models.outbox import OutboxMessage
from models.passes import Pass
from models.registrations import Registration
from models.seats import Seat
from models.stand_leads.rows import StandLead
from models.stand_leads.said import SaidLead
from models.touches import Touch
from models.walk_ins import SaidWalkIn
from tests import prospects, stands
from tests.models.test_lead_questions import WHEN
from tests.prospects import DAY, DOORS, Scene
from tests.stands import ANN, Stand

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
END = DOORS + timedelta(hours=3)
GUESTS = 2
OFFLINE = ("stand", "other stand", "typed", "gate", "walk in")  # heard whenever the network is back
ONLINE = ("agrees", "takes back")  # heard at once

Deed = tuple[str, int, int]
"""What happens, to whom, at which minute."""

Hear = Callable[[], Awaitable[object]]

_deeds = st.lists(
    st.tuples(st.sampled_from(OFFLINE + ONLINE), st.integers(0, GUESTS - 1), st.integers(0, 9)),
    min_size=1,
    max_size=9,
)
_delays = st.lists(st.integers(0, 12), min_size=40, max_size=40)  # minutes
_BACK_AND_ANEW: list[Deed] = [
    ("stand", 0, 1), ("gate", 0, 2), ("takes back", 0, 3), ("stand", 0, 4), ("other stand", 0, 2),
]  # fmt: skip

_REVIVED_BY_THE_GATE: list[Deed] = [
    ("stand", 0, 1), ("takes back", 0, 3), ("agrees", 0, 4), ("gate", 0, 5),
]  # fmt: skip


@dataclass
class Day:
    """An event with the stands of two dealers, and guests with seats."""

    at: Scene
    stands: Sequence[Stand]
    guests: Sequence[Seat]
    asked: dict[UUID, LeadQuestion]
    told: list[tuple[datetime, bool, Hear]] = field(default_factory=list)
    at_the_gate: set[int] = field(default_factory=set)


@pytest.mark.usefixtures("db")
@given(deeds=_deeds, first=_delays, second=_delays)
@example(deeds=_BACK_AND_ANEW, first=[0] * 40, second=[12] * 40)
@example(deeds=_BACK_AND_ANEW, first=[12, 0] * 20, second=[0, 12] * 20)
@example(deeds=_REVIVED_BY_THE_GATE, first=[0] * 40, second=[12] * 40)
@example(deeds=[("stand", 0, 1), ("stand", 0, 2)], first=[0] * 40, second=[12, 0] * 20)
@example(deeds=[("walk in", 0, 1)], first=[0, 9] * 20, second=[9, 0] * 20)
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_a_day_comes_to_the_same_whenever_tablets_are_heard_and_however_often(
    deeds: list[Deed], first: list[int], second: list[int]
) -> None:
    day = await _day()
    for number, deed in enumerate(deeds):
        _happen(day, deed, number)
    outcomes = [await _heard(day, delays) for delays in (first, second)]
    assert outcomes[0] == outcomes[1]
    if not any(what == "takes back" for what, _, _ in deeds):
        in_sight = await Lead.filter(withdrawn_at=None).count()
        assert await OutboxMessage.filter(topic="lead.captured").count() == in_sight
        assert await LeadChange.filter(kind=LeadChangeKind.CAPTURED).count() == in_sight


async def _day() -> Day:
    with clock.injected(lambda: DOORS - DAY):
        at = await prospects.scene(f"Motors {ids.new()}", f"Cars {ids.new()}")
        asked = {
            dealer.id: (await stands.ask(dealer, WHEN, at=DOORS - DAY))[0] for dealer in at.dealers
        }
        both = [await stands.stand(at, dealer) for dealer in at.dealers]
        guests = [await prospects.guest(at, f"Guest{number}") for number in range(GUESTS)]
    return Day(at, both, guests, asked)


def _happen(day: Day, deed: Deed, number: int) -> None:
    """Put down what is to be heard of a deed, and whether that may be later."""
    what, who, minute = deed
    at, seat, stand = DOORS + minute * MINUTE + number * SECOND, day.guests[who], day.stands[0]
    told: list[Hear]
    match what:
        case "stand" | "other stand":
            told = [_lead(day, day.stands[what == "other stand"], seat, at)]
        case "typed":
            told = [_lead(day, stand, ANN, at)]
        case "gate":
            entry = Admission(day.at.event.id, ids.new(), stand.device.id, ids.new(), at)
            told = [] if who in day.at_the_gate else [partial(_admit, seat, entry)]
            day.at_the_gate.add(who)
        case "walk in":
            minted = Seat(id=ids.new())
            device_id, event_id = stand.device.id, day.at.event.id
            walk_in = SaidWalkIn(device_id, ids.new(), event_id, minted.id, at, "Walter")
            told = [partial(_enrol, walk_in), _lead(day, stand, minted, at)]
        case "agrees":
            told = [partial(prospects.consented, seat, stand.dealer, at)]
        case _:
            told = [partial(_take_back, seat, stand)]
    day.told += [(at, what in OFFLINE, hear) for hear in told]


def _lead(day: Day, stand: Stand, who: Any, at: datetime) -> Hear:
    with clock.injected(lambda: at):
        said = stand.lead(who, at, answers={day.asked[stand.dealer.id]: f"At {at:%H:%M:%S}"})
    return partial(_take, said)


async def _take(said: SaidLead) -> None:
    await stands.take(replace(said, received_at=clock.now()))


async def _admit(seat: Seat, entry: Admission) -> None:
    async with database.transaction():
        await check_ins.settle({seat.id: entry})
        await lead_intake.capture([prospects.attendance(seat, entry.at)])


async def _enrol(walk_in: SaidWalkIn) -> None:
    await walk_ins.enrol([walk_in])


async def _take_back(seat: Seat, stand: Stand) -> None:
    async with database.transaction():
        await lead_withdrawals.withdraw(
            [await Contact.get(id=seat.contact_id)], stand.dealer.id, method="TEST"
        )


async def _heard(day: Day, delays: Sequence[int]) -> object:
    """What the day comes to where these are the minutes until each is heard, some of them twice."""
    await _forget()
    heard = []
    for number, (at, is_offline, hear) in enumerate(day.told):
        late = delays[number] * MINUTE if is_offline else 0 * MINUTE
        heard.append((at + late, number, hear))
        if is_offline and delays[number + 1] % 2:
            heard.append((at + late + delays[number + 1] * MINUTE, number, hear))
    for at, _, hear in sorted(heard, key=lambda one: one[:2]):
        with clock.injected(partial(_moment, at)):
            await hear()
    with clock.injected(lambda: END):
        return await _outcome(day)


def _moment(at: datetime) -> datetime:
    return at


async def _outcome(day: Day) -> object:
    at = {"event_id": day.at.event.id}
    said = await StandLead.filter(**at)
    typed = {one.contact_id: one.said_id for one in said if one.seat_id is None}
    people = {person.pseudonym: person.id for person in await Contact.all()}
    seated = {seat.contact_id: seat.id for seat in await Seat.filter(**at)}
    who = {one: seated.get(one) or typed.get(one) for one in people.values()}
    in_sight = await Lead.filter(withdrawn_at=None, **at)
    words = await Consent.filter(dealer_id__in=[dealer.id for dealer in day.at.dealers])
    return (
        {(lead.dealer_id, who[lead.contact_id]): lead.answers for lead in in_sight},
        sorted(
            (str(who[people[word.subject]]), word.at, word.is_granted, word.receipt)
            for word in words
        ),
        {
            one.said_id: (one.refusal, one.at, one.contact_id and who[one.contact_id])
            for one in said
        },
        {seat.id: seat.pass_issue for seat in await Seat.filter(**at)},
    )


_MADE = (
    LeadChange, Touch, LeadIdentity, Lead, StandLead, Consent, OutboxMessage, CheckIn, DoorChange,
)  # fmt: skip


async def _forget() -> None:
    """Leave of the day what was there before it began."""
    for table in _MADE:
        await table.all().delete()
    walked_in = [one.id for one in await Registration.filter(member_id=None)]
    await Pass.filter(seat_id__in=walked_in).delete()
    await Seat.filter(id__in=walked_in).delete()
    await Registration.filter(id__in=walked_in).delete()
