"""Circles: the communities that the brand runs, sorted by what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import audit, communities, texts
from models.communities import Community, CommunityKind, CommunityTag, Dimension, JoinPolicy
from models.refusals import TooMany

MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class Tag:
    """A value in a dimension, compared as names are: in any case, with any spacing."""

    dimension: Dimension
    value: str

    @property
    def key(self) -> str:
        """The value as it is compared."""
        return texts.key_of(self.value)


async def create(
    *,
    name: str,
    description: str,
    join_policy: JoinPolicy,
    tags: Sequence[Tag],
    by: UUID,
) -> Community:
    """Open a circle."""
    circle = await communities.create(
        CommunityKind.CIRCLE, name=name, description=description, join_policy=join_policy
    )
    await _tag(circle, tags)
    await audit.record(by, "circle.create", circle, name=circle.name)
    return circle


async def retag(circle: Community, tags: Sequence[Tag], *, by: UUID) -> Community:
    """Replace what the circle is about."""
    circle = await circle.alive()
    await CommunityTag.filter(community_id=circle.id).delete()
    await _tag(circle, tags)
    shown = ", ".join(f"{tag.dimension}: {tag.value}" for tag in tags)
    await audit.record(by, "circle.retag", circle, tags=shown)
    return circle


async def _tag(circle: Community, tags: Sequence[Tag]) -> None:
    if len(tags) > MOST_TAGS:
        raise TooMany("dimensions", limit=MOST_TAGS)
    checked = [
        Tag(tag.dimension, texts.line(tag.value, "dimensions.value", most=80)) for tag in tags
    ]
    distinct = {(tag.dimension, tag.key): tag for tag in checked}
    await CommunityTag.bulk_create(
        CommunityTag(
            community=circle,
            dimension=tag.dimension,
            value=tag.value,
            value_key=texts.line(tag.key, "dimensions.value", most=160),
        )
        for tag in distinct.values()
    )
