"""An event that is called off while people walk in leaves nobody with a seat."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextvars import Context
from datetime import timedelta
from functools import partial

import pytest

from models import clock, database, ids, scheduling, walk_ins
from models.events import Event
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.walk_ins import SaidWalkIn
from tests import prospects, races, stands
from tests.prospects import DOORS
from tests.stands import Stand

pytestmark = pytest.mark.usefixtures("db")
NOON = DOORS + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.injected(lambda: NOON):
        yield


def _said(stand: Stand) -> SaidWalkIn:
    return SaidWalkIn(stand.device.id, ids.new(), stand.event.id, ids.new(), DOORS, "Walter")


async def _call_off(stand: Stand) -> None:
    async with database.transaction():
        event = await Event.get(id=stand.event.id)
        await scheduling.call_off(event, "Storm warning", by=stand.device.id)


async def _enrol(said: SaidWalkIn) -> None:
    await walk_ins.enrol([said])


async def _living() -> tuple[int, int]:
    alive = Registration.exclude(state=RegistrationState.CANCELLED)
    return await Seat.filter(cancelled_at=None).count(), await alive.count()


@pytest.mark.parametrize("is_walk_in_first", [True, False])
async def test_neither_misses_the_other_at_the_same_time(
    db: str, *, is_walk_in_first: bool
) -> None:
    stand = await stands.stand(await prospects.scene())
    verbs: list[Callable[[], Awaitable[None]]] = [
        partial(_enrol, _said(stand)),
        partial(_call_off, stand),
    ]
    first, second = verbs if is_walk_in_first else verbs[::-1]
    async with database.transaction():
        await first()
        late = asyncio.create_task(_done(second), context=Context())
        await races.blocked(late, db)
    await late

    [seat] = await Seat.all()
    assert (seat.cancelled_at, await _living()) == (NOON, (0, 0))


async def test_of_twenty_who_walk_in_while_it_is_called_off_none_has_a_seat() -> None:
    stand = await stands.stand(await prospects.scene())
    verbs: list[Callable[[], Awaitable[None]]] = [partial(_enrol, _said(stand)) for _ in range(20)]
    verbs.insert(10, partial(_call_off, stand))
    assert await races.raced(verbs) == {races.DONE: 21}
    assert (await Seat.all().count(), await _living()) == (20, (0, 0))


async def test_who_came_before_it_was_called_off_is_known_and_has_no_seat_any_more() -> None:
    stand = await stands.stand(await prospects.scene())
    await _call_off(stand)
    said = _said(stand)
    enrolled = await walk_ins.enrol([said])
    assert enrolled[said.key].is_enrolled
    [party], [seat] = await Registration.all(), await Seat.all()
    assert (party.state, party.cancelled_at) == (RegistrationState.CANCELLED, NOON)
    assert (seat.cancelled_at, seat.pass_issue) == (NOON, 1)


async def _done(verb: Callable[[], Awaitable[None]]) -> None:
    await verb()
