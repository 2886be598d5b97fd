"""Pictures as they are shown: plain rows."""

from dataclasses import dataclass
from uuid import UUID

from models.rows import Row


@dataclass(slots=True)
class PictureRow(Row):
    """A picture as it is shown."""

    id: UUID
    key: str
    thumbnail_key: str
    width: int
    height: int
