"""What is read along with posts, in the same statement: what stands beside them and below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from models import seek
from models.ahead import Ahead
from models.besides import Beside, by, columns, joined, learn
from models.directory import CommunityRow, MemberRow
from models.feed.rows import CommentRow
from models.joins import Nest, Part
from models.memberships import MembershipRow
from models.pages import Window
from models.pictures.rows import PictureRow
from models.reactions import ReactionKind


@dataclass(frozen=True, slots=True)
class Author:
    """What is wanted of authors beside who they are."""

    avatar: bool = False
    follow: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted along with posts; `latest` says how many of the newest comments."""

    author: Author | None = None
    community: bool = False
    membership: bool = False
    reaction: bool = False
    pictures: bool = False
    event: bool = False
    latest: frozenset[int] = frozenset()
    commenter: Author | None = None


NOTHING = Wanted()


@dataclass(slots=True)
class _FollowRow:
    id: UUID


@dataclass(slots=True)
class _ReactionRow:
    id: UUID
    kind: ReactionKind


@lru_cache(512)
def of_posts(wanted: Wanted, first: int) -> tuple[Beside, ...]:
    """What is wanted with `posts p` in `communities c`.

    $1 is the viewer; the parameters `first` and the next are `seek.ENDS`.
    """
    return tuple(_of_posts(wanted, first))


def _of_posts(wanted: Wanted, first: int) -> Iterator[Beside]:
    if wanted.author:
        yield from _of_authors("p", wanted.author)
    if wanted.community:
        yield Beside(Part(CommunityRow, "c"), "", by("community_id", "community"))
    if wanted.membership:
        join = (
            "LEFT JOIN memberships m ON m.community_id = p.community_id AND m.member_id = $1"
            " AND m.state <> 'LEFT'"
        )
        yield Beside(Part(MembershipRow, "m"), join, by("community_id", "own_membership"))
    if wanted.reaction:
        join = "LEFT JOIN reactions r ON r.post_id = p.id AND r.member_id = $1"
        yield Beside(Part(_ReactionRow, "r"), join, by("id", "own_reaction"))
    if wanted.pictures:
        query = "FROM pictures i WHERE i.post_id = p.id ORDER BY i.position"
        yield Beside(Nest((Part(PictureRow, "i"),), query), "", _know_pictures)
    if wanted.latest:
        yield _of_comments(wanted, first)


def _of_authors(of: str, wanted: Author) -> Iterator[Beside]:
    """Who wrote the rows of the table known as `of`."""
    join = f"LEFT JOIN members a ON a.id = {of}.author_id AND a.removed_at IS NULL"
    yield Beside(Part(MemberRow, "a"), join, by("author_id", "member"))
    if wanted.avatar:
        join = "LEFT JOIN pictures v ON v.id = a.avatar_id"
        yield Beside(Part(PictureRow, "v"), join, _know_avatars)
    if wanted.follow:
        join = "LEFT JOIN follows f ON f.followed_id = a.id AND f.follower_id = $1"
        yield Beside(Part(_FollowRow, "f"), join, by("author_id", "own_follow"))


def _of_comments(wanted: Wanted, first: int) -> Beside:
    besides = list(_of_authors("k", wanted.commenter)) if wanted.commenter else []
    window = Window(max(wanted.latest) - 1)  # `along` reads one beyond
    query = f"""
        FROM comments k {joined(besides)} WHERE k.deleted_at IS NULL AND k.hidden_at IS NULL
        {seek.along(window, ("k.post_id", "k.id"), "p.id", first, newest_first=True)}
    """

    def know(ahead: Ahead, posts: Sequence[Any], lists: Sequence[Any]) -> None:
        learn(ahead, besides, list(chain.from_iterable(lists)))
        for post, records in zip(posts, lists, strict=True):
            comments = [record[0] for record in reversed(records)]
            for count in wanted.latest:
                ahead["latest_comments"][post.id, count] = comments[-count:]

    parts = (Part(CommentRow, "k"), *columns(besides))
    return Beside(Nest(parts, query), "", know)


def _know_avatars(ahead: Ahead, _authors: Sequence[Any], pictures: Sequence[Any]) -> None:
    ahead["avatar"].update({picture.id: picture for picture in pictures if picture})


def _know_pictures(ahead: Ahead, posts: Sequence[Any], lists: Sequence[Any]) -> None:
    for post, records in zip(posts, lists, strict=True):
        ahead["post_pictures"][post.id] = [picture for [picture] in records]
