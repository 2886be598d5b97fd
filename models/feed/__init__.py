"""The feed: what is read of posts and comments."""

from models.feed.company import NOTHING, Author, Wanted
from models.feed.reading import (
    Source,
    comments,
    newest_comments,
    page_in,
    page_of_sources,
    page_under,
    posts,
)
from models.feed.rows import CommentRow, PostRow

__all__ = [
    "NOTHING",
    "Author",
    "CommentRow",
    "PostRow",
    "Source",
    "Wanted",
    "comments",
    "newest_comments",
    "page_in",
    "page_of_sources",
    "page_under",
    "posts",
]
