"""Who sees handovers, and who does what with them."""

from collections.abc import Awaitable, Callable

import pytest

from models import grants
from models.access import handovers as doors
from models.access.viewer import Viewer
from models.communities import JoinPolicy
from models.grants import Role
from models.handovers.rows import Handover, HandoverState
from models.pages import Window
from tests import communities, handovers, people, prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met

pytestmark = pytest.mark.usefixtures("db")

SIGNED_OUT = {"nobody", "device"}
PROPOSING = {"owner", "operator"}


async def _scene(state: HandoverState) -> tuple[Handover, dict[str, Viewer]]:
    """A handover of a group that one enters by invitation, and everyone who can meet it."""
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    owner, inside, left = [await people.member(name) for name in ("Gina", "Ina", "Lea")]
    group = await communities.group("Night Drivers", owner, JoinPolicy.INVITE)
    await communities.inside(group, inside, left)
    other = await communities.group("Day Drivers", await people.member("Dan"))
    made = await handovers.handover(group, at.dealer, state)
    await (await handovers.place(made, left)).leave()
    await grants.give(inside, Role.GROUP_MODERATOR, group.id, by=None)
    viewers |= {
        "owner": await people.viewer(owner),
        "inside": await people.viewer(inside),
        "left": await people.viewer(left),
        "owner of another": await people.with_role("Nora", Role.GROUP_OWNER, other.id),
    }
    return made, viewers


@pytest.mark.parametrize("state", HandoverState)
async def test_both_sides_see_a_handover_and_members_while_it_is_active(
    state: HandoverState,
) -> None:
    made, viewers = await _scene(state)
    seeing = STAFF | PROPOSING | ({"inside"} if state is HandoverState.ACTIVE else set())

    async def listed(viewer: Viewer) -> object:
        return (await doors.page_of_all(viewer, Window(5), dealer_id=made.dealer_id)).rows

    assert await met(viewers, lambda v: doors.see(v, made.id)) == {
        "OPEN": seeing,
        "CLOSED": set(viewers) - seeing,
    }
    assert await met(viewers, listed) == {
        "OPEN": seeing,
        "CLOSED": set(viewers) - seeing - SIGNED_OUT,
        "SIGN_IN_REQUIRED": SIGNED_OUT,
    }


async def test_both_sides_alone_see_how_many_agreed_and_what_was_done() -> None:
    made, viewers = await _scene(HandoverState.ACTIVE)
    for name, viewer in viewers.items():
        shown = {made.id} if name in STAFF | PROPOSING else set()
        assert set(await doors.agreed_counts(viewer, [made.id])) == shown, name
        assert set(await doors.steps(viewer, [made.id])) == shown, name


async def test_each_side_does_what_is_its_own() -> None:
    made, viewers = await _scene(HandoverState.ACTIVE)
    both = STAFF | PROPOSING
    doings: list[tuple[Callable[[Viewer], Awaitable[object]], set[str]]] = [
        (lambda v: doors.to_propose(v, made.community_id, "community"), PROPOSING),
        (lambda v: doors.to_answer(v, made.id, "handover"), STAFF),
        (lambda v: doors.to_activate(v, made.id, "handover"), PROPOSING),
        (lambda v: doors.to_end(v, made.id, "handover"), both),
        (lambda v: doors.to_join(v, made.id, "handover"), both | {"inside"}),
    ]
    suspended = {"suspended staff"}
    for door, doing in doings:
        assert await met(viewers, door) == {
            "OPEN": doing - suspended,
            "SUSPENDED": suspended,
            "SIGN_IN_REQUIRED": SIGNED_OUT,
            "NOT_FOUND": set(viewers) - doing - suspended - SIGNED_OUT,
        }


async def test_whether_one_has_agreed_oneself_is_told_to_nobody_else() -> None:
    made, viewers = await _scene(HandoverState.ACTIVE)
    await handovers.join(made, await people.member("Ina"))
    agreed = {name for name, viewer in viewers.items() if await doors.agreed_to(viewer, [made.id])}
    assert agreed == {"inside"}
