"""The door to posts, one by one, in a community, and in the feed; see `sight`."""

from collections.abc import Sequence
from uuid import UUID

from models import database, feed, seek, sql
from models.access import communities, events, sight
from models.access.beside import Eyes, Kept, LaterEyes
from models.access.viewer import Viewer
from models.feed import PostRow, Source
from models.pages import Page, Window, cut
from models.posts import Post
from models.refusals import MembersOnly, NotAllowed, NotFound
from models.rows import NO_EDGES, Asked

# Members read in their communities, and everyone in open ones: only what is followed is looked at.
_MINE = (
    "SELECT community_id AS id FROM memberships WHERE member_id = {eyes.me} AND state = 'MEMBER'"
)
_FOLLOWED = "SELECT followed_id AS id FROM follows WHERE follower_id = {eyes.me}"
_MINE_OR_OPEN = f"""
    {_MINE}
    UNION ALL SELECT id FROM communities
    WHERE kind = 'CIRCLE' AND join_policy = 'OPEN'
      AND NOT EXISTS ({_MINE}) AND NOT EXISTS ({_FOLLOWED})
"""  # noqa: S608  nothing of it comes from outside


async def see(viewer: Viewer, post_id: UUID) -> PostRow | None:
    """The post, for whoever reads in its community."""
    return (await see_many(viewer, [post_id])).get(post_id)


async def see_many(viewer: Viewer, post_ids: Sequence[UUID]) -> dict[UUID, PostRow]:
    """Those of the posts that the viewer may read, by id."""
    if viewer.member_id is None:
        return {}
    where = f"{sight.present('p')} AND {sight.readable()} AND p.id IN {sql.among(4)}"
    rows = await feed.posts(where, *sight.eyes(viewer), sql.json_of(post_ids))
    return {row.id: row for row in rows}


async def page_in(
    viewer: Viewer, community_id: UUID, window: Window, asked: Asked = NO_EDGES
) -> Page[PostRow]:
    """What is said in a community, newest first; nothing where it is not the viewer's to read."""
    where = f"{sight.present('p')} AND {sight.readable()}"
    eyes = Eyes(viewer, *sight.eyes(viewer))
    post = eyes.part(PostRow, "p", asked)
    return await feed.page_in(community_id, window, where, eyes.values, post)


async def page_of_feed(viewer: Viewer, window: Window, asked: Asked = NO_EDGES) -> Page[PostRow]:
    """What stands in the viewer's communities and by whom they follow, newest first.

    A viewer who has neither reads the open circles.
    """
    seen = LaterEyes.case(viewer)
    case = "feed", window.count, window.is_last, seen, database.is_sqlite()
    read = asked.once(lambda: _feed(viewer, window, asked), *case)
    return cut(await read.rows(viewer, *seek.bounds(window, newest_first=True)), window)


async def to_be_about(viewer: Viewer, event_id: UUID, field: str) -> UUID:
    """An event that the viewer may see, to post about it."""
    if await events.see(viewer, event_id) is None:
        raise NotFound(field)
    return event_id


async def to_edit(viewer: Viewer, post_id: UUID, field: str) -> Post:
    """One's own post, also in a community that one has left."""
    author_id = viewer.as_author()
    own = await Post.get_or_none(id=post_id, author_id=author_id, deleted_at=None)
    if own is None:
        await _row(viewer, post_id, field)
        raise NotAllowed
    return own


async def to_answer(viewer: Viewer, post_id: UUID, field: str) -> Post:
    """A post in a community in which the viewer writes."""
    author_id = viewer.as_author()
    post = await _row(viewer, post_id, field)
    if not await communities.writes_in(viewer, author_id, post.community_id):
        raise MembersOnly(field)
    return post


async def to_release(viewer: Viewer, post_id: UUID, field: str) -> Post:
    """A post that the viewer reads, to take their sign away: also after leaving its community."""
    viewer.as_author()
    return await _row(viewer, post_id, field)


async def to_moderate(viewer: Viewer, post_id: UUID, field: str) -> Post:
    """A post in a community that the viewer moderates."""
    viewer.as_author()
    post = await _row(viewer, post_id, field)
    if not sight.moderates(viewer, post.community_id):
        raise NotAllowed
    return post


def _feed(viewer: Viewer, window: Window, asked: Asked) -> Kept:
    """The statement of the feed, for all windows of this size and viewers in this case."""
    eyes, standing = LaterEyes(viewer, len(feed.BOUNDS)), sight.standing("p")
    readable = sight.READABLE.format(to="c", eyes=eyes)
    sources = (
        Source(_MINE_OR_OPEN.format(eyes=eyes), "community_id", standing),
        Source(
            _FOLLOWED.format(eyes=eyes),
            "author_id",
            f"{standing} AND {readable}",
            join="JOIN communities c ON c.id = p.community_id",
        ),
    )
    post = eyes.part(PostRow, "p", asked)
    return eyes.kept(post, feed.of_sources(window, sources, post))


async def _row(viewer: Viewer, post_id: UUID, field: str) -> Post:
    if await see(viewer, post_id) is None:
        raise NotFound(field)
    return await Post.get(id=post_id)
