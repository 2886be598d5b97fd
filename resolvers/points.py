"""Points: what deeds earn, and the rules of it."""

from typing import cast

import strawberry

from models.access import points
from models.noun import Noun
from models.points import rules as verbs
from resolvers import calls
from schema.context import Info
from schema.points import EarningRule, EarningRuleCreateInput, EarningRuleCreatePayload


@strawberry.type
class PointsQuery:
    """Root fields to read."""

    @strawberry.field(description="What deeds earn: past, present and announced rules.")
    async def earning_rules(self, info: Info) -> list[EarningRule]:
        return cast(list[EarningRule], await points.rules(info.context.viewer))


@strawberry.type
class PointsMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Announce a rule; operators only.")
    async def earning_rule_create(
        self, info: Info, input: EarningRuleCreateInput
    ) -> EarningRuleCreatePayload:
        async def verb() -> Noun:
            return await verbs.create(
                input.kind,
                points=input.points,
                growth=input.growth,
                daily_cap=input.daily_cap,
                starts_at=input.starts_at,
                by=points.to_rule(info.context.viewer),
            )

        outcome = await calls.once(info, input, verb)
        return EarningRuleCreatePayload(
            earning_rule=await calls.reread(info, outcome, points.see_rule),
            user_errors=calls.errors(info, outcome),
        )
