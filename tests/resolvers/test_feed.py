from typing import Any

from models import database, follows
from models.access.viewer import Viewer
from models.communities import JoinPolicy
from tests import communities, people
from tests.client import Api

WHOLE = """query($first: Int, $after: String) { feed(first: $first, after: $after) {
  edges { cursor node {
    id text commentCount reactionCount viewerReaction viewerHasReacted
    author { name avatar { url } viewerIsFollowing }
    community { __typename name viewerMembership { state } }
    event { id }
    pictures { url thumbnailUrl }
    latestComments { text author { name } }
  } }
  pageInfo { hasNextPage endCursor } } }"""
TEXTS = """query($first: Int, $after: String) { feed(first: $first, after: $after) {
  edges { node { text } } pageInfo { hasNextPage endCursor } } }"""


async def _page(api: Api, viewer: Viewer, first: int, after: str | None = None) -> dict[str, Any]:
    page: dict[str, Any] = (await api(TEXTS, as_=viewer, first=first, after=after))["feed"]
    return page


def _texts(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["text"] for edge in page["edges"]]


async def test_the_feed_has_ones_communities_and_whom_one_follows_and_nothing_else(
    api: Api,
) -> None:
    ann, bob, eve = [await people.member(name) for name in ("Ann", "Bob", "Eve")]
    inside = await communities.circle("Inside", JoinPolicy.INVITE)
    outside = await communities.circle("Outside")
    secret = await communities.circle("Secret", JoinPolicy.INVITE)
    await communities.inside(inside, ann)
    async with database.transaction():
        await follows.follow(ann.id, bob)
    await communities.post(eve, inside, "in my circle")
    await communities.post(bob, outside, "by whom I follow")
    await communities.post(eve, outside, "by a stranger elsewhere")
    await communities.post(bob, secret, "by whom I follow, where I do not read")
    viewer = await people.viewer(ann)
    assert _texts(await _page(api, viewer, 10)) == ["by whom I follow", "in my circle"]


async def test_whoever_has_neither_reads_the_open_circles(api: Api) -> None:
    ann, eve = await people.member("Ann"), await people.member("Eve")
    opened = await communities.circle("Open")
    asked = await communities.circle("Asked", JoinPolicy.APPROVAL)
    group = await communities.group("Tea", eve)
    for community in (opened, asked, group):
        await communities.post(eve, community, community.name)
    viewer = await people.viewer(ann)
    assert _texts(await _page(api, viewer, 10)) == ["Open"]
    await communities.inside(asked, ann)
    assert _texts(await _page(api, viewer, 10)) == ["Asked"]


async def test_what_is_hidden_or_deleted_is_in_no_feed_not_even_its_authors(api: Api) -> None:
    ann, lens = await people.member("Ann"), await communities.circle("Lens")
    await communities.inside(lens, ann)
    hidden, deleted = [await communities.post(ann, lens, text) for text in ("hidden", "deleted")]
    await communities.post(ann, lens, "stands")
    await hidden.hide("Spam", by=ann.id)
    await deleted.retract()
    assert _texts(await _page(api, await people.viewer(ann), 10)) == ["stands"]


async def test_pages_neither_repeat_nor_miss_a_post_while_others_arrive(api: Api) -> None:
    ann, lens = await people.member("Ann"), await communities.circle("Lens")
    await communities.inside(lens, ann)
    for number in range(25):
        await communities.post(ann, lens, f"old {number}")
    viewer, read, after = await people.viewer(ann), [], None
    while True:
        page = await _page(api, viewer, 4, after)
        read += _texts(page)
        for number in range(3):
            await communities.post(ann, lens, f"new {len(read)} {number}")
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert read == [f"old {number}" for number in reversed(range(25))]


async def test_the_feed_is_read_backwards_as_well(api: Api) -> None:
    ann, lens = await people.member("Ann"), await communities.circle("Lens")
    await communities.inside(lens, ann)
    for number in range(5):
        await communities.post(ann, lens, str(number))
    viewer = await people.viewer(ann)
    query = """query($last: Int, $before: String) { feed(last: $last, before: $before) {
      edges { node { text } } pageInfo { hasPreviousPage startCursor } } }"""
    page = (await api(query, as_=viewer, last=2, before=None))["feed"]
    assert _texts(page) == ["1", "0"]
    assert page["pageInfo"]["hasPreviousPage"] is True
    page = (await api(query, as_=viewer, last=3, before=page["pageInfo"]["startCursor"]))["feed"]
    assert _texts(page) == ["4", "3", "2"]
    assert page["pageInfo"]["hasPreviousPage"] is False


async def test_a_post_in_the_feed_shows_its_two_newest_comments_in_order(api: Api) -> None:
    ann, lens = await people.member("Ann"), await communities.circle("Lens")
    await communities.inside(lens, ann)
    posts = [await communities.post(ann, lens, text) for text in ("first", "second", "third")]
    for number in range(4):
        for post in posts[:2]:
            await communities.comment(ann, post, f"{post.text} {number}")
    last = await communities.comment(ann, posts[0], "hidden")
    await last.hide("Rude", by=ann.id)
    viewer = await people.viewer(ann)
    page = (await api(WHOLE, as_=viewer, first=5, after=None))["feed"]
    latest = {
        edge["node"]["text"]: [comment["text"] for comment in edge["node"]["latestComments"]]
        for edge in page["edges"]
    }
    assert latest == {
        "third": [],
        "second": ["second 2", "second 3"],
        "first": ["first 2", "first 3"],
    }


async def test_nobody_has_no_feed(api: Api) -> None:
    [error] = await api.errors("{ feed(first: 5) { edges { cursor } } }")
    assert error.extensions == {"code": "SIGN_IN_REQUIRED"}
