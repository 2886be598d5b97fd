"""Series: begun by operators."""

import strawberry

from models import series as verbs
from models.access import series, venues
from models.noun import Noun
from resolvers import calls
from schema.context import Info
from schema.series import SeriesCreateInput, SeriesCreatePayload


@strawberry.type
class SeriesMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Begin a series; for operators.")
    async def series_create(self, info: Info, input: SeriesCreateInput) -> SeriesCreatePayload:
        async def verb() -> Noun:
            by = venues.as_operator(info.context.viewer)
            return await verbs.create(input.name, input.description, input.rule, by=by)

        outcome = await calls.once(info, input, verb)
        return SeriesCreatePayload(
            series=await calls.reread(info, outcome, series.see),
            user_errors=calls.errors(info, outcome),
        )
