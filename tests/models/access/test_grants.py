import pytest

from models import grants as verbs
from models import ids
from models.access import grants
from models.access.viewer import Viewer
from models.communities import Community
from models.dealers import Dealer
from models.grants import Role
from models.members import Member
from models.pages import Window
from models.refusals import MembersOnly, NotAllowed, NotFound
from models.venues import Venue
from tests import communities, people

pytestmark = pytest.mark.usefixtures("db")


async def _owner_of_tea() -> tuple[Member, Viewer, Community]:
    ann = await people.member("Ann")
    tea = await communities.group("Tea", ann)
    return ann, await people.viewer(ann), tea


async def test_operators_give_every_role_over_what_is_there() -> None:
    operator, bob = await people.operator(), await people.member("Bob")
    _, _, tea = await _owner_of_tea()
    await communities.inside(tea, bob)
    lens = await communities.circle("Lens")
    venue = await Venue.create(name="House", address="Bund 1", zone="Asia/Shanghai")
    dealer = await Dealer.create(name="Xuhui")
    scopes = {
        Role.OPERATOR: None,
        Role.CIRCLE_HOST: lens.id,
        Role.GROUP_OWNER: tea.id,
        Role.GROUP_MODERATOR: tea.id,
        Role.VENUE_STAFF: venue.id,
        Role.DEALER_STAFF: dealer.id,
        Role.DEALER_MANAGER: dealer.id,
    }
    for role, scope_id in scopes.items():
        assert await grants.to_give(operator, role, scope_id, bob, "scope") == operator.member_id
        wrong = ids.new() if scope_id is None else None
        for elsewhere in (wrong, ids.new()):
            with pytest.raises(NotFound):
                await grants.to_give(operator, role, elsewhere, bob, "scope")


async def test_an_owner_gives_moderators_of_their_own_group_and_nothing_else() -> None:
    _, owner, tea = await _owner_of_tea()
    bob, eve = await people.member("Bob"), await people.member("Eve")
    other = await communities.group("Coffee", eve)
    await communities.inside(tea, bob)
    await communities.inside(other, bob)
    giver_id = await grants.to_give(owner, Role.GROUP_MODERATOR, tea.id, bob, "scope")
    assert giver_id == owner.member_id
    with pytest.raises(MembersOnly):
        await grants.to_give(owner, Role.GROUP_MODERATOR, tea.id, eve, "scope")
    for role, scope_id in (
        (Role.GROUP_MODERATOR, other.id),
        (Role.GROUP_OWNER, tea.id),
        (Role.CIRCLE_HOST, tea.id),
        (Role.OPERATOR, None),
    ):
        with pytest.raises(NotAllowed):
            await grants.to_give(owner, role, scope_id, bob, "scope")


async def test_a_moderator_gives_nothing() -> None:
    ann, _, tea = await _owner_of_tea()
    bob, eve = await people.member("Bob"), await people.member("Eve")
    await communities.inside(tea, bob, eve)
    await verbs.give(bob, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    with pytest.raises(NotAllowed):
        await grants.to_give(await people.viewer(bob), Role.GROUP_MODERATOR, tea.id, eve, "scope")


async def test_roles_are_seen_by_their_holder_the_groups_owner_and_operators() -> None:
    ann, owner, tea = await _owner_of_tea()
    bob, eve = await people.member("Bob"), await people.member("Eve")
    await communities.inside(tea, bob)
    grant = await verbs.give(bob, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    crew = {
        "owner": owner,
        "holder": await people.viewer(bob),
        "stranger": await people.viewer(eve),
        "operator": await people.operator(),
        "nobody": Viewer(),
    }
    seeing = {name for name, viewer in crew.items() if await grants.see(viewer, grant.id)}
    assert seeing == {"owner", "holder", "operator"}
    listed = {
        name: len((await grants.page_of_all(crew[name], Window(9), scope_id=tea.id)).rows)
        for name in ("owner", "holder", "stranger", "operator")
    }
    assert listed == {"owner": 2, "holder": 1, "stranger": 0, "operator": 2}


async def test_who_ends_a_role() -> None:
    ann, owner, tea = await _owner_of_tea()
    bob, eve = await people.member("Bob"), await people.member("Eve")
    await communities.inside(tea, bob, eve)
    await verbs.give(eve, Role.GROUP_OWNER, tea.id, by=None)
    grant = await verbs.give(bob, Role.GROUP_MODERATOR, tea.id, by=ann.id)
    holder, operator = await people.viewer(bob), await people.operator()
    for viewer in (owner, holder, operator):
        assert (await grants.to_end(viewer, grant.id, "grant")).id == grant.id
    co_owners = await verbs.alive(Role.GROUP_OWNER, tea.id).get(member_id=eve.id)
    with pytest.raises(NotAllowed):
        await grants.to_end(owner, co_owners.id, "grant")
    with pytest.raises(NotFound):
        await grants.to_end(holder, co_owners.id, "grant")
