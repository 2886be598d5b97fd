"""The rules of routing: drafted, looked ahead with, and brought into force by operators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast

import strawberry

from models.access import routing, venues
from models.noun import Noun
from models.routing import previewing, versions
from models.routing.rules import DealerShare, Rule, Rules
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.routing.rules import (
    DealerShareInput,
    RoutingPreview,
    RoutingRuleInput,
    RoutingRules,
    RoutingRulesActivateInput,
    RoutingRulesActivatePayload,
    RoutingRulesDraftInput,
    RoutingRulesDraftPayload,
)


@strawberry.type
class RoutingRulesQuery:
    """Root fields to read."""

    @strawberry.field(
        description="All versions of the rules of routing, the newest first; for operators."
    )
    async def routing_rules(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[RoutingRules]:
        asked = window(first, after, last, before)
        page = await routing.page_of_rules(info.context.viewer, asked)
        return cast(Connection[RoutingRules], connection(page))

    @strawberry.field(
        description="What a version would have changed in a period, its turns all new; for"
        " operators. It writes nothing."
    )
    async def routing_rules_preview(
        self,
        info: Info,
        rules: Annotated[strawberry.ID, strawberry.argument(description="The version.")],
        since: Annotated[datetime, strawberry.argument(description="From when on.")],
        until: Annotated[
            datetime,
            strawberry.argument(
                description=f"Before when, at most {previewing.MOST_DAYS} days later."
            ),
        ],
    ) -> RoutingPreview:
        rules_id = nodes.row_id(rules, "RoutingRules")
        version = await routing.to_lay_down(info.context.viewer, rules_id, "rules")
        return cast(RoutingPreview, await previewing.preview(version, since, until))


@strawberry.type
class RoutingRulesMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Write a new version of the rules, which is not yet in force; for operators."
    )
    async def routing_rules_draft(
        self, info: Info, input: RoutingRulesDraftInput
    ) -> RoutingRulesDraftPayload:
        async def verb() -> Noun:
            by = venues.as_operator(info.context.viewer)
            said = Rules([_rule(rule) for rule in input.rules], _shares(input.fallback))
            return await versions.draft(said, input.note, by=by)

        outcome = await calls.once(info, input, verb)
        return RoutingRulesDraftPayload(
            rules=await calls.reread(info, outcome, routing.see_rules),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Bring a version into force, now or later; for operators. Until then its time"
        " may be set anew."
    )
    async def routing_rules_activate(
        self, info: Info, input: RoutingRulesActivateInput
    ) -> RoutingRulesActivatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            rules_id = nodes.row_id(input.rules, "RoutingRules")
            version = await routing.to_lay_down(viewer, rules_id, "rules")
            return await versions.activate(version, input.at, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return RoutingRulesActivatePayload(
            rules=await calls.reread(info, outcome, routing.see_rules),
            user_errors=calls.errors(info, outcome),
        )


def _rule(said: RoutingRuleInput) -> Rule:
    return Rule(
        name=said.name,
        territory=said.territory,
        dealers=_shares(said.dealers),
        within_km=said.within_km,
        venue_ids=[nodes.row_id(venue, "Venue") for venue in said.venues],
        cities=said.cities,
        models=said.models,
        languages=said.languages,
        campaigns=said.campaigns,
    )


def _shares(said: Sequence[DealerShareInput]) -> list[DealerShare]:
    return [DealerShare(nodes.row_id(it.dealer, "Dealer"), it.weight) for it in said]
