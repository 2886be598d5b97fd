"""What is read of posts and comments: plain rows, one statement for a page however long.

Who may see what is the doors' to say: they pass the condition and its parameters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import seek, sql
from models.pages import Page, Window, cut


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
_UNDER = ("k.post_id", "k.id")


async def posts(where: str, *values: object) -> list[PostRow]:
    """The posts that meet a condition, which names them."""
    return await sql.fetch(PostRow, f"{_POSTS} WHERE {where}", *values)


async def page_in(community_id: UUID, window: Window, where: str, *values: object) -> Page[PostRow]:
    """A page of a community's posts that meet a condition, newest first."""
    of = len(values) + 1
    end = seek.along(window, ("p.community_id", "p.id"), f"${of}", of + 1, newest_first=True)
    bounds = seek.bounds(window, newest_first=True)
    select = f"{_POSTS} WHERE {where} {end}"
    return cut(await sql.fetch(PostRow, select, *values, community_id, *bounds), window)


async def page_of_sources(
    window: Window, sources: Sequence[tuple[str, str]], where: str, *values: object
) -> Page[PostRow]:
    """A page of the posts of many sources that meet a condition, newest first.

    A source is a SELECT of ids and the column of `posts` that has them.
    """
    found = []
    for ids, column in sources:
        index, low = (f"p.{column}", "p.id"), len(values) + 1
        newest = f"""
            SELECT p.id FROM posts p JOIN communities c ON c.id = p.community_id
            WHERE {where} {seek.along(window, index, "s.id", low, newest_first=True)}
        """  # noqa: S608  nothing of it comes from outside
        found.append(f"SELECT t.id FROM {seek.of_each(f'({ids})', 'posts', newest)}")  # noqa: S608  likewise
    order = "ASC" if window.is_last else "DESC"
    wanted = f"""
        SELECT f.id FROM ({" UNION ".join(found)}) f
        ORDER BY f.id {order} LIMIT {window.count + 1}
    """  # noqa: S608  likewise
    select = f"{_POSTS} WHERE p.id IN ({wanted}) ORDER BY p.id {order}"
    bounds = seek.bounds(window, newest_first=True)
    return cut(await sql.fetch(PostRow, select, *values, *bounds), window)


async def comments(where: str, *values: object) -> list[CommentRow]:
    """The comments that meet a condition, which names them."""
    return await sql.fetch(CommentRow, f"{_COMMENTS} WHERE {where}", *values)


async def page_under(
    post_id: UUID, window: Window, where: str, *values: object
) -> Page[CommentRow]:
    """A page of the comments under a post that meet a condition, oldest first."""
    of = len(values) + 1
    end = seek.along(window, _UNDER, f"${of}", of + 1)
    select = f"{_COMMENTS} WHERE {where} {end}"
    bounds = seek.bounds(window)
    return cut(await sql.fetch(CommentRow, select, *values, post_id, *bounds), window)


async def newest_comments(post_ids: Sequence[UUID], count: int) -> list[CommentRow]:
    """Of each post the `count` newest comments that stand, oldest first."""
    window = Window(count - 1)  # `along` reads one beyond
    newest = f"""
        SELECT k.id FROM comments k WHERE k.deleted_at IS NULL AND k.hidden_at IS NULL
        {seek.along(window, _UNDER, "s.id", 2, newest_first=True)}
    """  # noqa: S608  nothing of it comes from outside
    asked = f"(SELECT id FROM posts WHERE id IN {sql.among(1)})"  # noqa: S608  likewise
    return await sql.fetch(
        CommentRow,
        f"""
        SELECT t.id, t.post_id, t.author_id, t.text, t.created_at, t.edited_at, t.hidden_at,
               t.hidden_reason
        FROM {seek.of_each(asked, "comments", newest)} ORDER BY t.id
        """,  # noqa: S608  likewise
        sql.json_of(post_ids),
        *seek.bounds(window),
    )
