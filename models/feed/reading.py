"""Reads posts and comments; a page is one statement, however long and with all that is wanted.

Who may see what is the doors' to say: they pass the condition and its parameters.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from models import joins, seek, sql
from models.feed.rows import CommentRow, PostRow
from models.joins import Part, Values
from models.pages import Page, Window, cut

_POSTS = "FROM posts p JOIN communities c ON c.id = p.community_id"
_COMMENTS = """
    FROM comments k
    JOIN posts p ON p.id = k.post_id
    JOIN communities c ON c.id = p.community_id
"""
_UNDER = ("k.post_id", "k.id")
_FEW, _REACH = 4, "(SELECT id FROM reach)"
BOUNDS = ("$1", "$2")
"""Between these lie a window's ids in `of_sources`, the lower one first."""
_COMMENT = Part(CommentRow, "k")
POST = Part(PostRow, "p")
"""A post alone. A part of the same alias may have more beside it."""


class Source(NamedTuple):
    """A SELECT of ids, the column of `posts p` that has them, and which of these posts count."""

    ids: str
    column: str
    where: str
    join: str = ""


async def posts(where: str, *values: object) -> list[PostRow]:
    """The posts that meet a condition, which names them."""
    return await joins.fetch(POST, f"{_POSTS} WHERE {where}", values)


async def page_in(
    community_id: UUID, window: Window, where: str, values: Values, post: Part = POST
) -> Page[PostRow]:
    """A page of a community's posts that meet a condition, newest first."""
    of, low = values.put(community_id), len(values) + 1
    values += seek.bounds(window, newest_first=True)
    end = seek.along(window, ("p.community_id", "p.id"), of, low, newest_first=True)
    query = f"{_POSTS} {post.joins} WHERE {where} {end}"
    return cut(await joins.fetch(post, query, values), window)


def of_sources(window: Window, sources: Sequence[Source], post: Part = POST) -> str:
    """What follows the columns to read a page of the posts of many sources, newest first.

    The first parameters are the `BOUNDS` of the window; the rest is the sources' and the part's.
    A few posts of each of the first source's ids tell how far the page reaches at most, and
    nothing is read beyond that, of however many they are and however seldom they post.
    """
    low, high = BOUNDS
    order, farthest, ends = "DESC", low, (_REACH, high)
    if window.is_last:
        order, farthest, ends = "ASC", high, (low, _REACH)
    few = replace(window, count=window.count // _FEW)
    ids = f"""
        WITH reach AS MATERIALIZED (
            SELECT coalesce((
                SELECT f.id FROM ({_ids_of(sources[0], few, (low, high))}) f
                ORDER BY f.id {order} LIMIT 1 OFFSET {window.count + 1}
            ), {farthest}) AS id
        )
        SELECT f.id FROM ({" UNION ".join(_ids_of(source, window, ends) for source in sources)}) f
        ORDER BY f.id {order} LIMIT {window.count + 1}
    """  # noqa: S608  nothing of it comes from outside
    return f"FROM posts p {post.joins} WHERE p.id IN ({ids}) ORDER BY p.id {order}"


async def comments(where: str, *values: object) -> list[CommentRow]:
    """The comments that meet a condition, which names them."""
    return await joins.fetch(_COMMENT, f"{_COMMENTS} WHERE {where}", values)


async def page_under(
    post_id: UUID, window: Window, where: str, *values: object
) -> Page[CommentRow]:
    """A page of the comments under a post that meet a condition, oldest first."""
    of = len(values) + 1
    end = seek.along(window, _UNDER, f"${of}", of + 1)
    bounds = seek.bounds(window)
    return cut(await comments(f"{where} {end}", *values, post_id, *bounds), window)


async def newest_comments(post_ids: Sequence[UUID], count: int) -> list[CommentRow]:
    """Of each post the `count` newest comments that stand, oldest first."""
    window = Window(count - 1)  # `along` reads one beyond
    newest = f"""
        SELECT k.id FROM comments k WHERE k.deleted_at IS NULL AND k.hidden_at IS NULL
        {seek.along(window, _UNDER, "s.id", 2, newest_first=True)}
    """  # noqa: S608  nothing of it comes from outside
    asked = f"(SELECT id FROM posts WHERE id IN {sql.among(1)})"  # noqa: S608  likewise
    query = f"FROM {seek.of_each(asked, 'comments', newest)} ORDER BY t.id"
    return await joins.fetch(Part(CommentRow, "t"), query, (sql.json_of(post_ids), *seek.ENDS))


def _ids_of(source: Source, window: Window, ends: tuple[str, str]) -> str:
    """A SELECT of the posts' ids in the window, as many of each of the source's ids."""
    index = f"p.{source.column}", "p.id"
    newest = f"""
        SELECT p.id FROM posts p {source.join} WHERE {source.where}
        {seek.within(window, index, "s.id", ends, newest_first=True)}
    """  # noqa: S608  nothing of it comes from outside
    return seek.ids_of_each(f"({source.ids})", "posts", newest)
