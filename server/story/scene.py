"""The scene: what every part of the story is told with."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.consents import ConsentText
from models.points.deeds import DeedKind
from models.points.rules import EarningRule
from server.story.stage import Stage
from server.story.writing import Pages
from venues.passes import PassKey


@dataclass(frozen=True, slots=True)
class Scene:
    """The same in every chapter; `agreed` and `leads` grow.

    Since when which person agreed to which dealer, and which lead is whose at which dealer.
    """

    pages: Pages
    stage: Stage
    now: datetime
    words: dict[str, ConsentText]
    key_id: int
    key: PassKey
    prices: dict[DeedKind, EarningRule]
    agreed: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)
    leads: dict[tuple[UUID, UUID], UUID] = field(default_factory=dict)
