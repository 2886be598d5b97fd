"""Leads that become one, are parted, handed on or withdrawn, as the API asks for it."""

import strawberry

from schema.errors import UserError
from schema.leads import Lead, LeadMerge


@strawberry.input(description="Hand a lead on to another dealer that the person has agreed to.")
class LeadRecycleInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")
    reason: str = strawberry.field(description="1 to 500 characters.")


@strawberry.input(description="Say that the person of a lead has taken their consent back.")
class LeadWithdrawInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")


@strawberry.input(description="Make one lead of two that are the same person.")
class LeadMergeInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    into: strawberry.ID = strawberry.field(description="The lead that stays.")
    merged: strawberry.ID = strawberry.field(
        description="The lead that becomes part of it; of the same dealer."
    )


@strawberry.input(description="Part two leads that were merged.")
class LeadPartInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    merge: strawberry.ID = strawberry.field(description="The merge that is undone.")


@strawberry.type(description="What came of `leadRecycle`.")
class LeadRecyclePayload:
    lead: Lead | None = strawberry.field(description="Null once another dealer has it.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `leadWithdraw`.")
class LeadWithdrawPayload:
    lead: Lead | None = strawberry.field(description="Null once it is gone.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `leadMerge`.")
class LeadMergePayload:
    merge: LeadMerge | None = strawberry.field(description="The merge, which can be undone.")
    lead: Lead | None = strawberry.field(description="The lead that stays.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `leadPart`.")
class LeadPartPayload:
    merge: LeadMerge | None = strawberry.field(description="The merge that is undone.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
