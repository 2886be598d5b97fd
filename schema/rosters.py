"""Rosters as the API shows them: who of a dealer's staff gets how much of its leads, and when."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances
from models import rosters
from schema.edges import edge
from schema.errors import UserError
from schema.members import Member
from schema.venues import OpeningHours, OpeningHoursInput

if TYPE_CHECKING:
    from schema.dealers import Dealer


@strawberry.type(description="A time in which somebody is away.")
class Leave:
    """Rows: models.rosters.Leave."""

    starts_at: datetime = strawberry.field(description="From when on.")
    ends_at: datetime = strawberry.field(description="From when on they are back.")

    is_type_of = staticmethod(instances(rosters.Leave))


@strawberry.type(description="One of a dealer's staff, as leads are shared out.")
class RosterEntry:
    """Rows: models.rosters.RosterEntry."""

    member_id: strawberry.Private[UUID]
    weight: int = strawberry.field(description="How much of what comes, beside the others.")
    hours: list[OpeningHours] = strawberry.field(
        description="When they work, in the dealer's zone; empty for always."
    )
    leaves: list[Leave] = strawberry.field(description="When they are away, the first one first.")
    most_open: int | None = strawberry.field(
        description="How many open leads may lie with them; null for any number."
    )

    is_type_of = staticmethod(instances(rosters.RosterEntry))

    member: Member | None = edge("member", "member_id", "Who; null when their account is closed.")


@strawberry.input(description="A time in which somebody is away.")
class LeaveInput:
    starts_at: datetime = strawberry.field(description="From when on.")
    ends_at: datetime = strawberry.field(description="From when on they are back.")


@strawberry.input(description="Let somebody have a share of a dealer's leads, on these terms.")
class RosterSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    member: strawberry.ID = strawberry.field(description="One of its staff or managers.")
    weight: int = strawberry.field(
        default=1, description="1 to 100: how much of what comes, beside the others."
    )
    hours: list[OpeningHoursInput] = strawberry.field(
        default_factory=list,
        description="When they work, in the dealer's zone; none for always, 50 at most.",
    )
    leaves: list[LeaveInput] = strawberry.field(
        default_factory=list, description="When they are away; 50 at most."
    )
    most_open: int | None = strawberry.field(
        default=None, description="1 to 10,000 open leads at once; null for any number."
    )


@strawberry.type(description="What came of `rosterSet`.")
class RosterSetPayload:
    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] | None = strawberry.field(
        description="The dealer, with its roster as it is now."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let somebody have no more of a dealer's leads.")
class RosterRemoveInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    member: strawberry.ID = strawberry.field(description="Who is in its roster.")


@strawberry.type(description="What came of `rosterRemove`.")
class RosterRemovePayload:
    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] | None = strawberry.field(
        description="The dealer, with its roster as it is now."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
