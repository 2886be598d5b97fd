from datetime import timedelta

import pytest

from models import clock, grants
from models.audit import AuditEntry
from models.grants import Grant, Role
from models.refusals import AlreadyGranted, EndsBeforeStart, LastOwner, OwnershipHasNoEnd
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def test_a_role_given_eight_times_at_once_is_given_once() -> None:
    ann, lens = await people.member("Ann"), await communities.circle("Lens")
    outcomes = await raced([lambda: grants.give(ann, Role.CIRCLE_HOST, lens.id, by=None)] * 8)
    assert outcomes == {DONE: 1, "ALREADY_GRANTED": 7}
    assert await Grant.all().count() == 1
    assert await AuditEntry.filter(action="grant.give").count() == 1


async def test_a_role_is_in_force_from_its_start_to_its_end() -> None:
    ann, now = await people.member("Ann"), clock.now()
    await grants.give(
        ann,
        Role.OPERATOR,
        by=None,
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )
    in_force = []
    for minutes in (59, 60, 119, 120):
        with clock.injected(lambda m=minutes: now + timedelta(minutes=m)):  # type: ignore[misc]
            in_force.append((await people.viewer(ann)).is_operator)
    assert in_force == [False, True, True, False]


async def test_a_role_that_ends_before_it_starts_is_refused() -> None:
    ann, now = await people.member("Ann"), clock.now()
    with pytest.raises(EndsBeforeStart):
        await grants.give(ann, Role.OPERATOR, by=None, starts_at=now, ends_at=now)
    assert await Grant.all().count() == 0


async def test_a_role_that_ended_is_given_anew() -> None:
    ann = await people.member("Ann")
    first = await grants.give(ann, Role.OPERATOR, by=None)
    with pytest.raises(AlreadyGranted):
        await grants.give(ann, Role.OPERATOR, by=None)
    await first.end(by=None)
    await grants.give(ann, Role.OPERATOR, by=None)
    assert await grants.alive().count() == 1


async def test_ending_twice_keeps_the_first_end() -> None:
    ann = await people.member("Ann")
    grant = await grants.give(ann, Role.OPERATOR, by=None)
    ended = await grant.end(by=None)
    again = await grant.end(by=None)
    assert again.ends_at == ended.ends_at
    assert await AuditEntry.filter(action="grant.end").count() == 1


async def test_ownership_does_not_run_out() -> None:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    bob = await people.member("Bob")
    with pytest.raises(OwnershipHasNoEnd):
        await grants.give(
            bob, Role.GROUP_OWNER, tea.id, by=None, ends_at=clock.now() + timedelta(days=1)
        )
    assert await Grant.all().count() == 1


async def test_the_last_owner_stays_the_owner() -> None:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    with pytest.raises(LastOwner):
        await (await Grant.get(scope_id=tea.id)).end(by=ann.id)
    assert await grants.alive(Role.GROUP_OWNER, tea.id).count() == 1


async def test_of_two_owners_who_are_ended_at_once_one_stays() -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    tea = await communities.group("Tea", ann)
    await grants.give(bob, Role.GROUP_OWNER, tea.id, by=None)
    held = await grants.alive(Role.GROUP_OWNER, tea.id)
    outcomes = await raced([lambda g=g: g.end(by=None) for g in held])  # type: ignore[misc]
    assert outcomes == {DONE: 1, "LAST_OWNER": 1}
    assert await grants.alive(Role.GROUP_OWNER, tea.id).count() == 1
