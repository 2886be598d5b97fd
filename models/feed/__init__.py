"""The feed: what is read of posts and comments."""

from models.feed.reading import (
    BOUNDS,
    POST,
    Source,
    comments,
    newest_comments,
    of_sources,
    page_in,
    page_under,
    posts,
)
from models.feed.rows import CommentRow, PostRow, ReactionRow

__all__ = [
    "BOUNDS",
    "POST",
    "CommentRow",
    "PostRow",
    "ReactionRow",
    "Source",
    "comments",
    "newest_comments",
    "of_sources",
    "page_in",
    "page_under",
    "posts",
]
