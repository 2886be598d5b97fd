"""What is read of posts and comments: plain rows, one statement for a page however long.

Who may see what is the doors' to say: they pass the condition and its parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import seek, sql
from models.pages import Page, Window

_STANDING = "{0}.deleted_at IS NULL AND {0}.hidden_at IS NULL"
_FIRST_ID = UUID(int=0)


@dataclass(slots=True)
class PostRow:
    """A post as it is shown."""

    id: UUID
    author_id: UUID
    community_id: UUID
    event_id: UUID | None
    text: str
    comment_count: int
    reaction_count: int
    created_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str


@dataclass(slots=True)
class CommentRow:
    """A comment as it is shown."""

    id: UUID
    post_id: UUID
    author_id: UUID
    text: str
    created_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str


_POSTS = """
    SELECT p.id, p.author_id, p.community_id, p.event_id, p.text, p.comment_count,
           p.reaction_count, p.created_at, p.edited_at, p.hidden_at, p.hidden_reason
    FROM posts p JOIN communities c ON c.id = p.community_id
"""
_COMMENTS = """
    SELECT k.id, k.post_id, k.author_id, k.text, k.created_at, k.edited_at, k.hidden_at,
           k.hidden_reason
    FROM comments k
    JOIN posts p ON p.id = k.post_id
    JOIN communities c ON c.id = p.community_id
"""


async def posts(where: str, *values: object) -> list[PostRow]:
    """The posts that meet a condition, which names them."""
    return await sql.fetch(PostRow, f"{_POSTS} WHERE {where}", *values)


async def page_of_posts(window: Window, where: str, *values: object) -> Page[PostRow]:
    """A page of the posts that meet a condition, newest first."""
    select = f"{_POSTS} WHERE {where}"
    return await seek.page(PostRow, select, window, *values, by="p.id", newest_first=True)


async def comments(where: str, *values: object) -> list[CommentRow]:
    """The comments that meet a condition, which names them."""
    return await sql.fetch(CommentRow, f"{_COMMENTS} WHERE {where}", *values)


async def page_of_comments(window: Window, where: str, *values: object) -> Page[CommentRow]:
    """A page of the comments that meet a condition, oldest first."""
    return await seek.page(CommentRow, f"{_COMMENTS} WHERE {where}", window, *values, by="k.id")


async def newest_comments(post_ids: Sequence[UUID], count: int) -> list[CommentRow]:
    """Of each post the `count` newest comments that stand, oldest first.

    Each post is read from its newest comment down to the last that is wanted, and no further.
    """
    return await sql.fetch(
        CommentRow,
        f"""
        {_COMMENTS}
        WHERE p.id IN {sql.among(1)} AND {_STANDING.format("k")} AND k.id >= COALESCE(
            (SELECT l.id FROM comments l WHERE l.post_id = p.id AND {_STANDING.format("l")}
             ORDER BY l.id DESC LIMIT 1 OFFSET {count - 1}),
            '{_FIRST_ID}')
        ORDER BY k.id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(post_ids),
    )
