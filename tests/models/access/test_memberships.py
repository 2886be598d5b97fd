import pytest

from models.access import memberships
from models.communities import CommunityKind, JoinPolicy
from models.memberships import Membership, MembershipState
from models.pages import Window
from models.refusals import NotAllowed, NotFound, Refusal
from tests import communities
from tests.models.access import viewers

pytestmark = pytest.mark.usefixtures("db")

ALL = set(viewers.NAMES) - {"nobody"}


async def test_a_place_is_seen_by_its_member_and_whoever_moderates() -> None:
    lens = await communities.circle("Lens")
    crew = await viewers.all_of(lens)
    place = await Membership.get(community_id=lens.id, state=MembershipState.MEMBER)
    seeing = {name for name, viewer in crew.items() if await memberships.see(viewer, place.id)}
    assert seeing == {"member", "host", "operator"}


async def test_only_moderators_decide_and_a_host_of_another_circle_finds_nothing() -> None:
    lens = await communities.circle("Lens")
    crew = await viewers.all_of(lens)
    request = await Membership.get(community_id=lens.id, state=MembershipState.REQUESTED)
    answers = {}
    for name in ALL:
        try:
            await memberships.to_decide(crew[name], request.id, "membership")
        except Refusal as refusal:
            answers[name] = type(refusal)
    assert answers.pop("asking") is NotAllowed
    assert answers == dict.fromkeys(ALL - {"asking", "host", "operator"}, NotFound)


async def test_readers_list_the_members_and_moderators_all_others() -> None:
    group = await viewers.community_of(CommunityKind.GROUP, JoinPolicy.APPROVAL)
    crew = await viewers.all_of(group)
    listing: dict[MembershipState, set[str]] = {state: set() for state in MembershipState}
    for name in ALL:
        for state in MembershipState:
            try:
                page = await memberships.page_in(crew[name], group.id, state, Window(10))
            except NotAllowed:
                continue
            assert {row.state for row in page.rows} == {state}
            listing[state].add(name)
    moderating = {"host", "operator"}
    assert listing.pop(MembershipState.MEMBER) == moderating | {"member"}
    assert list(listing.values()) == [moderating] * 4


async def test_ones_own_places_are_all_but_those_left() -> None:
    lens = await communities.circle("Lens")
    crew = await viewers.all_of(lens)
    held = {
        name: [row.state for row in (await memberships.page_of_own(crew[name], Window(5))).rows]
        for name in ("invited", "asking", "member", "left", "banned", "stranger")
    }
    assert held == {
        "invited": [MembershipState.INVITED],
        "asking": [MembershipState.REQUESTED],
        "member": [MembershipState.MEMBER],
        "left": [],
        "banned": [MembershipState.BANNED],
        "stranger": [],
    }


async def test_nobody_leaves_for_another() -> None:
    lens = await communities.circle("Lens")
    crew = await viewers.all_of(lens)
    for name in ("stranger", "left", "operator"):
        with pytest.raises(NotFound):
            await memberships.to_leave(crew[name], lens.id, "community")
    own = await memberships.to_leave(crew["member"], lens.id, "community")
    assert own.member_id == crew["member"].member_id
