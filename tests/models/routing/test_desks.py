"""Desks: who is on duty, on leave or full, to the second."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from models.opening_hours import OpeningHours, Weekday
from models.rosters import Leave
from models.routing import deciding, desks
from models.routing.desks import OFF_DUTY, ON_DUTY, Desk, DeskRefusal
from tests.routed import MONDAY

ANN, BEN, CHO = (UUID(int=number) for number in range(1, 4))
OPENS, CLOSES = MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=8)
SECOND = timedelta(seconds=1)
OFFICE = (OpeningHours(Weekday.MONDAY, "09:00", "18:00"),)


def _weighed(desk: Desk, at: datetime, load: int = 0) -> int | DeskRefusal:
    scores, refusals = desks.weighed([desk], "Asia/Shanghai", at, {desk.member_id: load})
    return refusals.get(desk.member_id) or scores[desk.member_id]


@pytest.mark.parametrize(
    ("at", "score"),
    [(OPENS - SECOND, OFF_DUTY), (OPENS, ON_DUTY), (CLOSES - SECOND, ON_DUTY), (CLOSES, OFF_DUTY)],
)
def test_working_hours_are_the_dealers_own(at: datetime, score: int) -> None:
    assert _weighed(Desk(ANN, 1, OFFICE), at) == score


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (OPENS - SECOND, ON_DUTY),
        (OPENS, DeskRefusal.ON_LEAVE),
        (CLOSES - SECOND, DeskRefusal.ON_LEAVE),
        (CLOSES, ON_DUTY),
    ],
)
def test_a_leave_begins_and_ends_to_the_second(at: datetime, said: int | DeskRefusal) -> None:
    assert _weighed(Desk(ANN, 1, leaves=(Leave(OPENS, CLOSES),)), at) == said


def test_a_desk_is_full_at_its_limit() -> None:
    desk = Desk(ANN, 1, most_open=3)
    assert [_weighed(desk, MONDAY, load) for load in (2, 3, 4)] == [
        ON_DUTY, DeskRefusal.FULL, DeskRefusal.FULL,
    ]  # fmt: skip
    assert _weighed(Desk(ANN, 1), MONDAY, 10_000) == ON_DUTY


def test_quota_is_of_those_on_duty_alone() -> None:
    staff = [Desk(ANN, 1), Desk(BEN, 3), Desk(CHO, 100, OFFICE)]
    credit: dict[UUID, int] = {}
    chosen = []
    for _ in range(8):
        decision = deciding.desk(staff, "Asia/Shanghai", CLOSES, {}, credit)
        credit = dict(decision.credits_after)
        chosen.append(decision.member_id)
        assert decision.refusals[CHO] is DeskRefusal.OFF_DUTY
    assert (chosen.count(ANN), chosen.count(BEN)) == (2, 6)
    assert credit == {ANN: 0, BEN: 0}


def test_a_desk_comes_back_from_json_as_it_was() -> None:
    desk = Desk(ANN, 7, OFFICE, (Leave(OPENS, CLOSES),), 3, has_role=False)
    assert Desk.of(desk.json()) == desk
