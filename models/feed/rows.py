"""Posts and comments as they are shown: plain rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.reactions import ReactionKind
from models.rows import Row


@dataclass(slots=True)
class PostRow(Row):
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
class CommentRow(Row):
    """A comment as it is shown."""

    id: UUID
    post_id: UUID
    author_id: UUID
    text: str
    created_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str


@dataclass(slots=True)
class ReactionRow(Row):
    """A member's own sign under a post as it is shown."""

    id: UUID
    kind: ReactionKind
