"""The rules of routing as operators see and write them."""

from datetime import datetime
from typing import cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models.routing import previewing, rows, rules
from models.routing.rules import Rules, Territory
from schema.context import Info
from schema.dealers import Dealer
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id
from schema.routing.decisions import RoutingDecision
from schema.venues import Venue

described(
    Territory,
    "Among which of its dealers a rule looks.",
    NAMED="All of them.",
    CITY="Those in the person's city.",
    DISTANCE="Those within so many kilometres of the person, the nearest first.",
    RELATION="Those that have a lead of the person, the latest first.",
)


@strawberry.type(description="A dealer, and how much of what comes it gets beside the others.")
class DealerShare:
    """Rows: models.routing.rules.DealerShare."""

    dealer_id: strawberry.Private[UUID]
    weight: int = strawberry.field(description="Its weight.")

    is_type_of = staticmethod(instances(rules.DealerShare))

    dealer: Dealer = edge("dealer", "dealer_id", "The dealer.")


@strawberry.type(
    description="For whom it is, an empty list for everyone, and what dealer they get."
)
class RoutingRule:
    """Rows: models.routing.rules.Rule."""

    venue_ids: strawberry.Private[list[UUID]]
    name: str = strawberry.field(description="Unique in its version.")
    territory: Territory = strawberry.field(description="Among which of its dealers it looks.")
    dealers: list[DealerShare] = strawberry.field(description="Its dealers; empty for all.")
    within_km: int | None = strawberry.field(description="How far; for DISTANCE alone.")
    cities: list[str] = strawberry.field(description="For people of these cities.")
    models: list[str] = strawberry.field(description="For people who ask for these cars.")
    languages: list[str] = strawberry.field(description="For people of these languages.")
    campaigns: list[str] = strawberry.field(description="For people who came by these.")

    is_type_of = staticmethod(instances(rules.Rule))

    @strawberry.field(description="For people at these venues.")
    async def venues(self, info: Info) -> list[Venue]:
        found = await info.context.load.venue.load_many(list(self.venue_ids))
        return [venue for venue in found if venue is not None]


@strawberry.type(description="A version of the rules of routing; never edited.")
class RoutingRules(Node):
    """Rows: models.routing.rows.RoutingRules."""

    id: strawberry.ID = node_id("RoutingRules")
    created_by_id: strawberry.Private[UUID | None]
    content: strawberry.Private[Rules]
    version: int = strawberry.field(description="1 for the first.")
    note: str = strawberry.field(description="What it is for, as its author wrote; may be empty.")
    created_at: datetime = strawberry.field(description="When it was drafted.")
    activates_at: datetime | None = strawberry.field(
        description="From when on it is in force, until another is; null for a draft."
    )

    is_type_of = staticmethod(instances(rows.RoutingRules))

    @strawberry.field(description="The rules; the first that fits and finds a dealer decides.")
    def rules(self) -> list[RoutingRule]:
        return cast(list[RoutingRule], list(self.content.rules))

    @strawberry.field(description="Who is left where no rule finds a dealer; empty for nobody.")
    def fallback(self) -> list[DealerShare]:
        return cast(list[DealerShare], list(self.content.fallback))

    created_by: Member | None = edge(
        "member", "created_by_id", "Who drafted it; null when their account is closed."
    )


@strawberry.type(description="How many a dealer was proposed, and would be.")
class RoutingShift:
    """Rows: models.routing.previewing.Shift."""

    dealer_id: strawberry.Private[UUID | None]
    before: int = strawberry.field(description="How many it was proposed to.")
    after: int = strawberry.field(description="How many it would be proposed to.")

    is_type_of = staticmethod(instances(previewing.Shift))

    dealer: Dealer | None = edge("dealer", "dealer_id", "Which; null for those who got none.")


@strawberry.type(description="Somebody who would get another dealer.")
class RoutingChange:
    """Rows: models.routing.previewing.Change."""

    decision_id: strawberry.Private[UUID]
    before_id: strawberry.Private[UUID | None]
    after_id: strawberry.Private[UUID | None]
    rule: str = strawberry.field(description="By which rule; empty where none finds anybody.")

    is_type_of = staticmethod(instances(previewing.Change))

    decision: RoutingDecision | None = edge("routing_decision", "decision_id", "What was decided.")
    before: Dealer | None = edge("dealer", "before_id", "The dealer that they got; null for none.")
    after: Dealer | None = edge("dealer", "after_id", "The dealer they would get; null for none.")


@strawberry.type(description="What a version of the rules would change.")
class RoutingPreview:
    """Rows: models.routing.previewing.Preview."""

    considered: int = strawberry.field(description="How many proposals of the period these are.")
    changed: int = strawberry.field(description="How many of them would be of another dealer.")
    is_cut: bool = strawberry.field(
        description=f"Whether the period has more: the first {previewing.MOST:,} are considered."
    )
    shifts: list[RoutingShift] = strawberry.field(
        description="What becomes of each dealer that has or would have some."
    )
    examples: list[RoutingChange] = strawberry.field(
        description=f"The first {previewing.EXAMPLES} that would change."
    )

    is_type_of = staticmethod(instances(previewing.Preview))


@strawberry.input(description="A dealer, and how much of what comes it gets beside the others.")
class DealerShareInput:
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    weight: int = strawberry.field(default=1, description="1 to 1,000.")


@strawberry.input(description="A rule; each list may be empty for everyone, and has 500 at most.")
class RoutingRuleInput:
    name: str = strawberry.field(description="1 to 60 characters, unique in its version.")
    territory: Territory = strawberry.field(
        default=Territory.NAMED, description="Among which of its dealers it looks."
    )
    dealers: list[DealerShareInput] = strawberry.field(
        default_factory=list, description="Its dealers; none for all, with the same weight."
    )
    within_km: int | None = strawberry.field(
        default=None, description="1 to 20,000, for DISTANCE and nothing else."
    )
    venues: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="For people at these venues."
    )
    cities: list[str] = strawberry.field(
        default_factory=list, description="For people of these cities."
    )
    models: list[str] = strawberry.field(
        default_factory=list, description="For people who ask for these cars."
    )
    languages: list[str] = strawberry.field(
        default_factory=list, description="For people of these languages, `en` and `zh`."
    )
    campaigns: list[str] = strawberry.field(
        default_factory=list, description="For people who came by these."
    )


@strawberry.input(description="Write a new version of the rules, not yet in force; for operators.")
class RoutingRulesDraftInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    rules: list[RoutingRuleInput] = strawberry.field(
        description="0 to 200; the first that fits and finds a dealer decides."
    )
    fallback: list[DealerShareInput] = strawberry.field(
        default_factory=list, description="Who is left where none finds one; none for nobody."
    )
    note: str = strawberry.field(default="", description="What it is for; at most 500 characters.")


@strawberry.type(description="What came of `routingRulesDraft`.")
class RoutingRulesDraftPayload:
    rules: RoutingRules | None = strawberry.field(description="The new version.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Bring a version of the rules into force; for operators.")
class RoutingRulesActivateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    rules: strawberry.ID = strawberry.field(description="The version; not one that was in force.")
    at: datetime | None = strawberry.field(
        default=None, description="From when on, not in the past; null for now."
    )


@strawberry.type(description="What came of `routingRulesActivate`.")
class RoutingRulesActivatePayload:
    rules: RoutingRules | None = strawberry.field(description="The version as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
