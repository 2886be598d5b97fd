"""The directory: people, communities and dealers as they are listed and shown, plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import opening_hours, positions, seek, sql
from models.circles import Tag
from models.communities import CommunityKind, JoinPolicy
from models.opening_hours import OpeningHours
from models.pages import Page, Window
from models.positions import Position
from models.rows import Row

_COMMUNITIES = """
    SELECT c.id, c.kind, c.name, c.description, c.join_policy, c.member_count, c.created_at,
           c.archived_at
    FROM communities c
"""


@dataclass(slots=True)
class MemberRow(Row):
    """A member as others see them."""

    id: UUID
    name: str
    city: str
    biography: str
    created_at: datetime
    avatar_id: UUID | None


@dataclass(slots=True)
class ContactRow(Row):
    """A person as they are shown to those who invite them or may contact them."""

    id: UUID
    member_id: UUID | None
    pseudonym: UUID
    name: str
    phone: str
    email: str
    locale: str


@dataclass(slots=True)
class DealerRow(Row):
    """A dealer as it is shown."""

    id: UUID
    name: str
    city: str
    address: str
    phone: str
    zone: str
    latitude: float | None
    longitude: float | None
    opening_hours: list[dict[str, Any]]
    acknowledge_minutes: int
    lead_window_days: int

    @property
    def position(self) -> Position | None:
        """Where it is; None where nobody has said."""
        return positions.of(self.latitude, self.longitude)

    @property
    def hours(self) -> list[OpeningHours]:
        """When it is open, in its own zone; always where nobody has said."""
        return opening_hours.of(self.opening_hours)


@dataclass(slots=True)
class CommunityRow(Row):
    """A circle or a group as it is shown."""

    id: UUID
    kind: CommunityKind
    name: str
    description: str
    join_policy: JoinPolicy
    member_count: int
    created_at: datetime
    archived_at: datetime | None


async def communities(where: str, *values: object) -> list[CommunityRow]:
    """The communities that meet a condition, which names them."""
    return await sql.fetch(CommunityRow, f"{_COMMUNITIES} WHERE {where}", *values)


async def page_of_communities(window: Window, where: str, *values: object) -> Page[CommunityRow]:
    """A page of the communities that meet a condition and are not archived, oldest first."""
    select = f"{_COMMUNITIES} WHERE c.archived_at IS NULL AND {where}"
    return await seek.page(CommunityRow, select, window, *values, by="c.id")


def tagged(parameter: int) -> str:
    """The condition that a circle has every one of the tags in JSON parameter `parameter`."""
    wanted = sql.json_rows(parameter, dimension=str, value=str)
    return f"""NOT EXISTS (
        SELECT 1 FROM {wanted} AS w WHERE NOT EXISTS (
            SELECT 1 FROM community_tags t
            WHERE t.community_id = c.id AND t.dimension = w.dimension AND t.value_key = w.value))"""  # noqa: S608  the columns are ours


def wanted(tags: Sequence[Tag]) -> str:
    """The JSON parameter that `tagged` opens."""
    return sql.json_of({"dimension": tag.dimension, "value": tag.key} for tag in tags)
