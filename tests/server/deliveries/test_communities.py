"""Who hears of requests, invitations and roles."""

import pytest

from models import database, grants, memberships
from models.communities import JoinPolicy
from models.grants import Role
from models.notifications import Notification
from tests import communities, people
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _told() -> list[tuple[str, str, dict[str, str]]]:
    notes = await Notification.all().order_by("id").select_related("member")
    return [(note.member.name, note.topic, note.detail) for note in notes]


async def test_a_request_is_told_to_owners_and_its_approval_to_who_asked_by_letter() -> None:
    ann, ben, box = await people.member("Ann"), await people.member("Ben"), Postbox()
    group = await communities.group("Night Drivers", ann, JoinPolicy.APPROVAL)
    async with database.transaction():
        asked = await memberships.join(group, ben.id)
    await box.fetch()
    async with database.transaction():
        await asked.approve(by=ann.id)
    await box.fetch()

    assert await _told() == [
        ("Ann", "membership.requested", {"community": str(group.id), "member": str(ben.id)}),
        ("Ben", "membership.approved", {"community": str(group.id)}),
    ]
    assert box.subjects() == [("ben@people.example", "Welcome to Night Drivers")]
    assert box.letters[0]["List-Unsubscribe"] is not None


async def test_a_role_over_a_community_is_told_to_who_was_given_it_and_not_to_founders() -> None:
    ann, ben = await people.member("Ann"), await people.member("Ben")
    group = await communities.group("Night Drivers", ann)
    await communities.inside(group, ben)
    await grants.give(ben, Role.GROUP_MODERATOR, group.id, by=ann.id)
    await Postbox().fetch()

    told = [each for each in await _told() if each[1] == "grant.given"]
    assert told == [("Ben", "grant.given", {"role": "GROUP_MODERATOR", "community": str(group.id)})]
