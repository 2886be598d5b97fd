"""The door to comments: whoever reads a post reads what stands under it; see `sight`."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from models import feed, sql
from models.access import sight
from models.access.viewer import Viewer
from models.comments import Comment
from models.feed import CommentRow
from models.pages import Page, Window
from models.posts import Post
from models.refusals import NotAllowed, NotFound


async def see(viewer: Viewer, comment_id: UUID) -> CommentRow | None:
    """The comment, for whoever reads its post."""
    return (await see_many(viewer, [comment_id])).get(comment_id)


async def see_many(viewer: Viewer, comment_ids: Sequence[UUID]) -> dict[UUID, CommentRow]:
    """Those of the comments that the viewer may read, by id."""
    if viewer.member_id is None:
        return {}
    where = f"{sight.present('p', 'k')} AND {sight.readable()} AND k.id IN {sql.among(4)}"
    rows = await feed.comments(where, *sight.eyes(viewer), sql.json_of(comment_ids))
    return {row.id: row for row in rows}


async def page_under(viewer: Viewer, post_id: UUID, window: Window) -> Page[CommentRow]:
    """What is said under a post, oldest first."""
    where = f"{sight.present('p', 'k')} AND {sight.readable()}"
    return await feed.page_under(post_id, window, where, *sight.eyes(viewer))


async def latest(
    viewer: Viewer, asked: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], list[CommentRow]]:
    """Of posts that the viewer was shown, so many of the newest comments that stand."""
    del viewer
    posts: defaultdict[int, list[UUID]] = defaultdict(list)
    for post_id, count in asked:
        posts[count].append(post_id)
    found: dict[tuple[UUID, int], list[CommentRow]] = {key: [] for key in asked}
    for count, post_ids in posts.items():
        for comment in await feed.newest_comments(post_ids, count):
            found[comment.post_id, count].append(comment)
    return found


async def to_edit(viewer: Viewer, comment_id: UUID, field: str) -> Comment:
    """One's own comment, also in a community that one has left."""
    author_id = viewer.as_author()
    own = await Comment.get_or_none(id=comment_id, author_id=author_id, deleted_at=None)
    if own is None:
        await _row(viewer, comment_id, field)
        raise NotAllowed
    return own


async def to_moderate(viewer: Viewer, comment_id: UUID, field: str) -> Comment:
    """A comment in a community that the viewer moderates."""
    viewer.as_author()
    comment = await _row(viewer, comment_id, field)
    if not sight.moderates(viewer, await community_of(comment)):
        raise NotAllowed
    return comment


async def community_of(comment: Comment | CommentRow) -> UUID:
    """The community in which a comment was made."""
    return (await Post.get(id=comment.post_id)).community_id


async def _row(viewer: Viewer, comment_id: UUID, field: str) -> Comment:
    if await see(viewer, comment_id) is None:
        raise NotFound(field)
    return await Comment.get(id=comment_id)
