"""Rosters: who of a dealer's staff gets how much of its leads, and when."""

from functools import partial
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from models import database, ids, rosters
from models.audit import AuditEntry
from models.dealers import Dealer
from models.opening_hours import OpeningHours, Weekday
from models.refusals import (
    EndsBeforeStart,
    NotFound,
    OpeningHoursInvalid,
    OutOfRange,
    Refusal,
)
from models.rosters import Leave, RosterEntry, Terms
from models.routing.rows import LeadRouting
from tests import people, races, routed
from tests.routed import later

pytestmark = pytest.mark.usefixtures("db")
OFFICE = OpeningHours(Weekday.MONDAY, "09:00", "18:00")


async def test_a_member_stands_in_a_roster_once_on_the_last_terms() -> None:
    at, ann = await routed.dealer(), await people.member("Ann")
    await routed.put(at, ann, weight=3)
    late, early = Leave(later(9), later(12)), Leave(later(1), later(2))
    await routed.put(at, ann, weight=5, hours=[OFFICE], leaves=[late, early], most_open=7)

    [entry] = (await rosters.of_dealers([at.id]))[at.id]
    assert (entry.member_id, entry.weight, entry.most_open) == (ann.id, 5, 7)
    assert (entry.hours, entry.leaves) == ([OFFICE], [early, late])
    assert await AuditEntry.filter(action="roster.set").count() == 2


@pytest.mark.parametrize(
    ("terms", "refusal", "field"),
    [
        ({"weight": 0}, OutOfRange, "weight"),
        ({"weight": 101}, OutOfRange, "weight"),
        ({"most_open": 0}, OutOfRange, "mostOpen"),
        ({"leaves": [Leave(later(1), later(1))]}, EndsBeforeStart, "leaves.0.endsAt"),
        ({"leaves": [Leave(later(1), later(2))] * 51}, OutOfRange, "leaves"),
        ({"hours": [OFFICE, OFFICE]}, OpeningHoursInvalid, "hours"),
    ],
)
async def test_wrong_terms_are_refused_and_the_old_ones_stand(
    terms: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    at, ann = await routed.dealer(), await people.member("Ann")
    await routed.put(at, ann, weight=3)
    with pytest.raises(refusal) as refused:
        await routed.put(at, ann, **terms)
    assert refused.value.field == field
    assert (await RosterEntry.get()).weight == 3
    assert await AuditEntry.filter(action="roster.set").count() == 1


async def test_whoever_is_taken_out_is_out_and_cannot_be_taken_out_again() -> None:
    at, ann = await routed.dealer(), await people.member("Ann")
    await routed.put(at, ann)
    async with database.transaction():
        await rosters.remove(at, ann.id, by=ids.new())
    assert await RosterEntry.all().count() == 0
    with pytest.raises(NotFound):
        await rosters.remove(at, ann.id, by=ids.new())
    assert await AuditEntry.filter(action="roster.remove").count() == 1


async def test_terms_that_are_set_at_once_leave_one_entry() -> None:
    at, ann = await routed.dealer(), await people.member("Ann")
    outcome = await races.raced(
        partial(rosters.put, at, ann.id, Terms(weight=weight), by=ids.new())
        for weight in range(1, 9)
    )
    assert outcome == {races.DONE: 8}
    assert await RosterEntry.all().count() == 1


async def test_the_database_itself_keeps_terms_positive_and_a_lead_on_one_desk() -> None:
    at = await routed.dealer()
    ann = await routed.works(at, "Ann")
    [lead] = await routed.leads(at)
    await routed.assign([lead])
    routing = await LeadRouting.get()
    for broken in (
        RosterEntry.all().update(weight=0),
        RosterEntry.all().update(most_open=0),
        Dealer.all().update(latitude=91, longitude=0),
        Dealer.all().update(latitude=31),
        LeadRouting.create(lead_id=lead, dealer=at, facts_id=routing.facts_id, seq=2),
        LeadRouting.create(
            lead_id=lead, dealer=at, facts_id=routing.facts_id, seq=1, ended_at=later(0)
        ),
    ):
        with pytest.raises(IntegrityError):
            await broken
    assert await RosterEntry.filter(member_id=ann.id, weight=1, most_open=None).count() == 1
    assert await LeadRouting.all().count() == 1
