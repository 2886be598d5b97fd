"""Circles: the communities that the brand runs, sorted by what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import audit, communities, texts
from models.communities import Community, CommunityKind, CommunityTag, Dimension, JoinPolicy
from models.refusals import TooMany

MOST_TAGS = 20
_VALUE = "dimensions.value"


@dataclass(frozen=True, slots=True)
class Tag:
    """A value in a dimension, compared as names are: in any case, with any spacing."""

    dimension: Dimension
    value: str

    @property
    def key(self) -> str:
        """The value as it is compared."""
        return texts.key_of(self.value)


def checked(tags: Sequence[Tag]) -> list[Tag]:
    """The tags, each once. Refused where no circle could be about them."""
    if len(tags) > MOST_TAGS:
        raise TooMany("dimensions", limit=MOST_TAGS)
    cleaned = [Tag(tag.dimension, texts.line(tag.value, _VALUE, most=80)) for tag in tags]
    for tag in cleaned:
        texts.line(tag.key, _VALUE, most=160)
    return list({(tag.dimension, tag.key): tag for tag in cleaned}.values())


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
    await CommunityTag.bulk_create(
        CommunityTag(community=circle, dimension=tag.dimension, value=tag.value, value_key=tag.key)
        for tag in checked(tags)
    )
