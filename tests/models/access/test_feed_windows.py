from collections.abc import Sequence
from itertools import product
from random import Random
from uuid import UUID

import pytest

from models import database, follows
from models.access import posts
from models.access.viewer import Viewer
from models.communities import JoinPolicy
from models.grants import Role
from models.pages import Key, Window
from models.refusals import SignInRequired
from models.rows import Asked
from tests import communities, people

pytestmark = pytest.mark.usefixtures("db")

COUNTS = (1, 2, 4, 5, 9, 50)


async def _forum(seed: int, *, inside: int, followed: int) -> tuple[Viewer, list[UUID]]:
    """Somebody in so many of five circles who follows so many of five people; and their feed."""
    dice, reader = Random(seed), await people.member("Reader")
    circles = [await communities.circle(f"Circle {number}") for number in range(4)]
    circles.insert(dice.randrange(5), await communities.circle("Closed", JoinPolicy.INVITE))
    others = [await people.member(f"Other{number}") for number in range(5)]
    for circle in circles[:inside]:
        await communities.inside(circle, reader)
    async with database.transaction():
        for other in others[:followed]:
            await follows.follow(reader.id, other)
    feed = []
    for _ in range(30):
        # As lopsided as forums are: the first of either say most.
        place, who = int(5 * dice.random() ** 3), int(5 * dice.random() ** 2)
        post = await communities.post(others[who], circles[place])
        fate = dice.randrange(8)
        if fate == 0:
            await post.hide("Off", by=reader.id)
        elif fate == 1:
            await post.retract()
        elif place < inside or (who < followed and circles[place].name != "Closed"):
            feed.append(post.id)
    return await people.viewer(reader), feed[::-1]


def _between(feed: Sequence[UUID], after: Key | None, before: Key | None) -> list[UUID]:
    """What comes after one key and before another in a list that is there whole."""
    return [
        post_id
        for post_id in feed
        if (after is None or post_id < after.id) and (before is None or post_id > before.id)
    ]


@pytest.mark.parametrize(("inside", "followed"), [(5, 0), (0, 5), (1, 2), (3, 2), (4, 5)])
async def test_every_window_shows_what_it_cuts_from_the_whole_feed(
    inside: int, followed: int
) -> None:
    viewer, feed = await _forum(7 * inside + followed, inside=inside, followed=followed)
    ends = [None, *map(Key, feed[:: max(1, len(feed) // 4)])]
    for count, is_last, after, before in product(COUNTS, (False, True), ends, ends):
        found = _between(feed, after, before)
        page = await posts.page_of_feed(viewer, Window(count, is_last, after, before))
        assert [post.id for post in page.rows] == found[-count if is_last else 0 :][:count]
        assert (page.has_previous if is_last else page.has_next) == (len(found) > count)


async def test_a_statement_that_is_kept_shows_each_viewer_their_own_feed() -> None:
    asked, window, closed = Asked(), Window(9), JoinPolicy.INVITE
    author, circle = await people.member("Author"), await communities.circle("Closed", closed)
    post = await communities.post(author, circle)
    inside, follower = await people.member("Inside"), await people.member("Follower")
    await communities.inside(circle, author, inside)
    async with database.transaction():
        await follows.follow(follower.id, author)
        operator = await people.operator()
        host = await people.with_role("Host", Role.CIRCLE_HOST, circle.id)
        await follows.follow(host.as_member(), author)
        await follows.follow(operator.as_member(), author)
    shown = {
        await people.viewer(inside): [post.id],
        await people.viewer(follower): [],
        operator: [post.id],
        host: [post.id],
    }
    for _ in range(2):
        for viewer, found in shown.items():
            page = await posts.page_of_feed(viewer, window, asked)
            assert [row.id for row in page.rows] == found
    with pytest.raises(SignInRequired):
        await posts.page_of_feed(Viewer(), window, asked)
