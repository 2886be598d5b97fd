"""What the dealer's staff do about a lead, as the API answers it."""

import strawberry

from schema.errors import UserError
from schema.leads import Lead


@strawberry.input(description="Give a lead to one of the dealer's staff.")
class LeadAssignInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")
    assignee: strawberry.ID = strawberry.field(description="A member of the dealer's staff.")


@strawberry.type(description="What came of `leadAssign`.")
class LeadAssignPayload:
    lead: Lead | None = strawberry.field(description="The lead as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Say that the person of a lead that is WON has the car.")
class LeadDeliverInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")


@strawberry.type(description="What came of `leadDeliver`.")
class LeadDeliverPayload:
    lead: Lead | None = strawberry.field(description="The lead as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `leadActivityCreate`.")
class LeadActivityCreatePayload:
    lead: Lead | None = strawberry.field(description="The lead, with the activity.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
