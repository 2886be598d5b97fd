"""Which dealer a person gets, who there gets the lead, and why."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models.routing import explaining
from models.routing.desks import DeskRefusal
from models.routing.matching import DealerRefusal, RuleMiss
from schema.dealers import Dealer
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id
from schema.venues import PositionInput

described(
    DealerRefusal,
    "Why a person is not proposed a dealer.",
    NOT_NAMED="The rule names other dealers.",
    OTHER_CITY="It is not in the person's city.",
    TOO_FAR="It is further away than the rule goes, or it is not known where one of both is.",
    NO_RELATION="The person has no lead with it.",
    NO_CONSENT="The person did not agree to it.",
    HAD_IT="It had this lead before.",
    LOWER_SCORE="Another scored higher.",
    NOT_ITS_TURN="Another scored the same, and it was that one's turn.",
)
described(
    RuleMiss,
    "Why a rule was passed over.",
    VENUE="It is for other venues.",
    CITY="It is for other cities.",
    MODEL="It is for other models.",
    LANGUAGE="It is for other languages.",
    CAMPAIGN="It is for other campaigns.",
    NOBODY="It is for this person, but there was no dealer for it.",
)
described(
    DeskRefusal,
    "Why somebody of the staff did not get a lead.",
    NO_ROLE="They work at the dealer no more.",
    ON_LEAVE="They were on leave.",
    FULL="As many open leads as may lie with them did so.",
    OFF_DUTY="They were off duty, and somebody else was not.",
    NOT_THEIR_TURN="It was somebody else's turn.",
)


@strawberry.type(description="A dealer that was considered, as far as it is yours to know.")
class DealerConsidered:
    """Rows: models.routing.explaining.DealerConsidered."""

    dealer_id: strawberry.Private[UUID | None]
    score: int | None = strawberry.field(
        description="The highest is taken: minus kilometres by distance, minus the place in line by"
        " relation, else 0. Null for who was out of the question."
    )
    refusal: DealerRefusal | None = strawberry.field(description="Why not; null for the one taken.")

    is_type_of = staticmethod(instances(explaining.DealerConsidered))

    dealer: Dealer | None = edge(
        "dealer", "dealer_id", "Which; null, as is all else, for another dealer than yours."
    )


@strawberry.type(description="One of a dealer's staff who was considered.")
class StaffConsidered:
    """Rows: models.routing.explaining.StaffConsidered."""

    member_id: strawberry.Private[UUID]
    score: int | None = strawberry.field(
        description="1 on duty, 0 off duty; null for who was out of the question."
    )
    refusal: DeskRefusal | None = strawberry.field(description="Why not; null for the one taken.")

    is_type_of = staticmethod(instances(explaining.StaffConsidered))

    member: Member | None = edge("member", "member_id", "Who; null when their account is closed.")


@strawberry.type(description="A rule that was passed over.")
class RulePassed:
    """Rows: models.routing.explaining.RulePassed."""

    rule: str = strawberry.field(description="Its name.")
    miss: RuleMiss = strawberry.field(name="reason", description="Why.")

    is_type_of = staticmethod(instances(explaining.RulePassed))


@strawberry.type(description="Which dealer a person is proposed, to agree to it or not.")
class RoutingDecision(Node):
    """Rows: models.routing.explaining.Decision."""

    id: strawberry.ID = node_id("RoutingDecision")
    dealer_id: strawberry.Private[UUID | None]
    at: datetime = strawberry.field(description="When it was asked.")
    version: int | None = strawberry.field(
        name="rulesVersion",
        description="By which version of the rules; like all reasons, null or empty for who asked.",
    )
    rule: str | None = strawberry.field(
        description="By which of them; empty where none found anybody."
    )
    passed: list[RulePassed] = strawberry.field(description="The rules before it, and why not.")
    dealers: list[DealerConsidered] = strawberry.field(
        description="Every dealer that was considered, the one taken first."
    )

    is_type_of = staticmethod(instances(explaining.Decision))

    dealer: Dealer | None = edge("dealer", "dealer_id", "The dealer; null where there is none.")


@strawberry.type(description="Who at its dealer has a lead, and why.")
class LeadRouting:
    """Rows: models.routing.explaining.Explained."""

    dealer_id: strawberry.Private[UUID]
    assignee_id: strawberry.Private[UUID | None]
    at: datetime = strawberry.field(description="When it was assigned.")
    seq: int = strawberry.field(
        name="number", description="The how many-th of its dealer's leads this is; without a gap."
    )
    staff: list[StaffConsidered] = strawberry.field(
        description="Everyone in the roster, the one taken first."
    )
    decision: RoutingDecision | None = strawberry.field(
        description="How the rules came to the dealer; null where the person named it."
    )

    is_type_of = staticmethod(instances(explaining.Explained))

    dealer: Dealer = edge("dealer", "dealer_id", "Whose lead it is.")

    assignee: Member | None = edge(
        "member", "assignee_id", "Who has it; null where nobody could take it."
    )


@strawberry.input(description="Ask which dealer somebody gets, before they agree to it.")
class LeadRouteInput:
    """Nothing in it says who they are; a member's own relations count where they are signed in."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    venue: strawberry.ID | None = strawberry.field(
        default=None, description="The venue where they ask."
    )
    city: str = strawberry.field(default="", description="Their city; at most 80 characters.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where they are; kept to about a kilometre."
    )
    model: str = strawberry.field(default="", description="Which car; at most 80 characters.")
    language: str = strawberry.field(
        default="", description="`en` or `zh`; theirs, where they are signed in, unless given."
    )
    campaign: str = strawberry.field(
        default="", description="By what they came; at most 80 characters."
    )


@strawberry.type(description="What came of `leadRoute`.")
class LeadRoutePayload:
    decision: RoutingDecision | None = strawberry.field(
        description="The dealer that is proposed; the intake of the lead names this."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
