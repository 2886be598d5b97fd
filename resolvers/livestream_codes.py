"""Livestream codes: made by operators and dealers' managers, given by members."""

import strawberry

from models import livestream_codes as verbs
from models.access import events, livestream_codes, members
from models.noun import Noun
from models.refusals import NotFound
from resolvers import calls
from resolvers.routing import asking
from schema import nodes
from schema.context import Info
from schema.livestream_codes import (
    LivestreamClaimInput,
    LivestreamClaimPayload,
    LivestreamCodeCreateInput,
    LivestreamCodeCreatePayload,
)


@strawberry.type
class LivestreamCodeMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Make a code for a livestream; for operators, and managers of all its dealers."
    )
    async def livestream_code_create(
        self, info: Info, input: LivestreamCodeCreateInput
    ) -> LivestreamCodeCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_ids = [nodes.row_id(one, "Dealer") for one in input.dealers]
            dealers = await livestream_codes.to_name(viewer, dealer_ids, "dealers")
            host = await members.to_name(viewer, nodes.row_id(input.host, "Member"), "host")
            event = None
            if input.event is not None:
                event = await events.see(viewer, nodes.row_id(input.event, "Event"))
                if event is None:
                    raise NotFound("event")
            return await verbs.create(
                dealers,
                host,
                event,
                campaign=input.campaign,
                starts_at=input.starts_at,
                ends_at=input.ends_at,
                by=viewer.as_author(),
            )

        outcome = await calls.once(info, input, verb)
        return LivestreamCodeCreatePayload(
            code=await calls.reread(info, outcome, livestream_codes.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(
        description="Agree by a livestream's code that one of its dealers makes contact; once for"
        " each code."
    )
    async def livestream_claim(
        self, info: Info, input: LivestreamClaimInput
    ) -> LivestreamClaimPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            decision = await asking.to_take_up(viewer, input.decision)
            return await verbs.claim(
                await members.to_write(viewer),
                input.code,
                nodes.row_id(input.dealer, "Dealer"),
                text_version=input.consent_text_version,
                language=input.language,
                model=input.model,
                decision_id=decision.id if decision else None,
            )

        outcome = await calls.once(info, input, verb)
        return LivestreamClaimPayload(
            claim=await calls.reread(info, outcome, livestream_codes.claim),
            user_errors=calls.errors(info, outcome),
        )
