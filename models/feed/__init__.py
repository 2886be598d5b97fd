"""The feed: what is read of posts and comments."""

from models.feed.reading import (
    POST,
    Source,
    comments,
    newest_comments,
    page_in,
    page_of_sources,
    page_under,
    posts,
)
from models.feed.rows import CommentRow, PostRow, ReactionRow

__all__ = [
    "POST",
    "CommentRow",
    "PostRow",
    "ReactionRow",
    "Source",
    "comments",
    "newest_comments",
    "page_in",
    "page_of_sources",
    "page_under",
    "posts",
]
