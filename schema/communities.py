"""Communities as the API shows them: one interface, circles and groups its two types."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models.access import memberships, posts
from models.communities import CommunityKind, Dimension, JoinPolicy
from models.directory import CommunityRow
from models.memberships import MembershipState
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import asked_for, edge
from schema.enums import described
from schema.members import Member
from schema.nodes import Node, node_id

if TYPE_CHECKING:
    from schema.memberships import Membership
    from schema.posts import Post

described(
    JoinPolicy,
    "How a member gets into a community, and who reads it.",
    OPEN="Whoever wants to; everyone signed in reads.",
    APPROVAL="Whoever asks and is approved; of a circle everyone reads, of a group its members.",
    INVITE="Whoever is invited; nobody else knows of it.",
    OWNERS_ONLY=(
        "Verified owners of a car. Paddock does not keep cars yet, so its hosts verify owners"
        " and invite them; asking to join is refused as OWNERS_ONLY. Its members read."
    ),
)
described(
    Dimension,
    "What a circle is about.",
    CITY="A city, as Shanghai.",
    INTEREST="An interest, as photography.",
    PROFESSION="A profession, as nursing.",
    FAMILY="A stage of family life, as young parents.",
    MODEL="A model of car.",
)
described(
    MembershipState,
    "Where a member stands with a community.",
    INVITED="May join, whatever the policy.",
    REQUESTED="Has asked to join and waits.",
    MEMBER="Is inside.",
    LEFT="Was there, or was turned away; may try again.",
    BANNED="Is kept out.",
)


_KINDS = {CommunityKind.CIRCLE: "Circle", CommunityKind.GROUP: "Group"}


def _shows(kind: CommunityKind) -> Callable[[object, object], bool]:
    return instances(CommunityRow, when=lambda row: row.kind is kind)


@strawberry.type(description="One thing that a circle is about.")
class CircleDimension:
    """Rows: models.communities.CommunityTag."""

    dimension: Dimension = strawberry.field(description="In which dimension.")
    value: str = strawberry.field(description="What, as `Shanghai`.")


@strawberry.input(description="One thing that a circle is, or is to be, about.")
class DimensionInput:
    """Values are compared without regard to case and spacing."""

    dimension: Dimension = strawberry.field(description="In which dimension.")
    value: str = strawberry.field(description="What, 1 to 80 characters.")


@strawberry.interface(description="Where members talk: a circle or a group.")
class Community(Node):
    """Rows: models.directory.CommunityRow."""

    @staticmethod
    def resolve_type(row: object, _info: object, _interface: object) -> str | None:
        """Which of the two a row is shown as."""
        return _KINDS[row.kind] if isinstance(row, CommunityRow) else None

    name: str = strawberry.field(description="Unique among all communities.")
    description: str = strawberry.field(description="What it is for.")
    join_policy: JoinPolicy = strawberry.field(description="How a member gets in.")
    member_count: int = strawberry.field(description="How many are inside.")
    created_at: datetime = strawberry.field(description="When it was opened.")
    archived_at: datetime | None = strawberry.field(
        description="Since when it can only be read; null while it lives."
    )

    viewer_membership: Annotated["Membership", strawberry.lazy("schema.memberships")] | None = edge(
        "own_membership", "id", "Where the viewer stands with it; null for nowhere."
    )

    @strawberry.field(
        description="Those who stand so with it, first who has the longest."
        " MEMBER for whoever reads it; all others for whoever moderates it, else NOT_ALLOWED."
    )
    async def memberships(
        self,
        info: Info,
        state: Annotated[
            MembershipState, strawberry.argument(description="How they stand.")
        ] = MembershipState.MEMBER,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Membership", strawberry.lazy("schema.memberships")]]:
        asked = window(first, after, last, before)
        viewer, community_id = info.context.viewer, cast(UUID, self.id)
        return connection(await memberships.page_in(viewer, community_id, state, asked))

    @strawberry.field(description="What is said in it, newest first; nothing for non-readers.")
    async def posts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Post", strawberry.lazy("schema.posts")]]:
        asked = window(first, after, last, before)
        inside = asked_for(info, "edges", "node")
        viewer, community_id = info.context.viewer, cast(UUID, self.id)
        return connection(await posts.page_in(viewer, community_id, asked, inside))


@strawberry.type(description="A community that the brand runs.")
class Circle(Community):
    """Rows: models.directory.CommunityRow."""

    id: strawberry.ID = node_id("Circle")

    is_type_of = staticmethod(_shows(CommunityKind.CIRCLE))

    dimensions: list[CircleDimension] = edge("circle_tags", "id", "What it is about.")


@strawberry.type(description="A community that a member founded.")
class Group(Community):
    """Rows: models.directory.CommunityRow."""

    id: strawberry.ID = node_id("Group")

    is_type_of = staticmethod(_shows(CommunityKind.GROUP))

    owners: list[Member] = edge(
        "group_owners", "id", "Who owns it; at least one until it is archived."
    )

    moderators: list[Member] = edge("group_moderators", "id", "Who keeps order beside the owners.")
