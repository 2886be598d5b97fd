from typing import Any

from models import ids
from models.members import Member
from models.notifications import Notification
from schema import nodes
from tests import communities, people
from tests.client import Api

_OWN = """{ viewer { unreadNotificationCount notifications(first: 9) {
  edges { node { id topic readAt subject { __typename id }
  member { name } } } } } }"""


async def _told(reader: Member, topic: str, **detail: Any) -> Notification:
    return await Notification.create(
        member=reader, message_id=ids.new(), topic=topic, detail=detail
    )


async def test_a_member_reads_their_own_newest_first_and_marks_them_read(api: Api) -> None:
    lens, ann_member = await communities.circle("Lens"), await people.member("Ann")
    post = await communities.post(ann_member, lens)
    told = [await _told(ann_member, f"topic.{number}") for number in range(2)]
    bob = await people.member("Bob")
    await _told(ann_member, "reaction.created", post=str(post.id), member=str(bob.id))
    await _told(bob, "not.mine")
    ann = await people.viewer(ann_member)
    own = (await api(_OWN, as_=ann))["viewer"]
    assert own["unreadNotificationCount"] == 3
    seen = [edge["node"] for edge in own["notifications"]["edges"]]
    assert [one["topic"] for one in seen] == ["reaction.created", "topic.1", "topic.0"]
    assert seen[0]["subject"] == {"__typename": "Post", "id": communities.gid(post)}
    assert seen[0]["member"] == {"name": "Bob"}
    assert (seen[1]["subject"], seen[1]["member"]) == (None, None)
    until = nodes.encode("Notification", told[1].id)
    marked = await api.mutate(
        "notificationsMarkRead", "viewer { unreadNotificationCount }", as_=ann, until=until
    )
    assert marked["viewer"] == {"unreadNotificationCount": 1}
    marked = await api.mutate(
        "notificationsMarkRead", "viewer { unreadNotificationCount }", as_=ann
    )
    assert marked["viewer"] == {"unreadNotificationCount": 0}
    assert await Notification.filter(read_at=None).count() == 1


async def test_nobody_marks_what_is_anothers(api: Api) -> None:
    other = await _told(await people.member("Bob"), "not.mine")
    ann = await people.viewer(await people.member("Ann"))
    until = nodes.encode("Notification", other.id)
    assert await api.refused("notificationsMarkRead", as_=ann, until=until) == "NOT_FOUND"
    assert await api.refused("notificationsMarkRead") == "SIGN_IN_REQUIRED"
    assert await Notification.filter(read_at=None).count() == 1


async def test_a_notification_does_not_show_what_its_reader_no_longer_sees(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    post = await communities.post(await people.member("Bob"), lens)
    await _told(ann, "post.created", post=str(post.id))
    await post.retract()
    own = (await api(_OWN, as_=await people.viewer(ann)))["viewer"]
    assert [edge["node"]["subject"] for edge in own["notifications"]["edges"]] == [None]
