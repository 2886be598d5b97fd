"""Reports on leads: the funnel, attribution, response times and the league of dealers."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

import strawberry

from models.access import funnels
from models.funnels import periods
from models.funnels.conversions import AttributionView, ConversionKind, Sharing
from models.funnels.cuts import ReportCut
from schema import nodes
from schema.context import Info
from schema.funnels import DealerLeague, Funnel, LeadAttribution, LeadResponse

_OfDealer = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        name="dealer",
        description="Of which dealer, for its staff and operators; of all for operators alone.",
    ),
]
_Since = Annotated[datetime, strawberry.argument(name="from", description="When it begins.")]
_Until = Annotated[
    datetime,
    strawberry.argument(
        name="to", description=f"When it ends, not included; {periods.MOST_DAYS} days at most."
    ),
]
_AsOf = Annotated[
    datetime | None, strawberry.argument(description="By which moment; now unless said.")
]


@strawberry.type
class FunnelQuery:
    """Root fields to read."""

    @strawberry.field(description="How far the people of a period have come with a dealer.")
    async def lead_funnel(
        self,
        info: Info,
        since: _Since,
        until: _Until,
        dealer: _OfDealer = None,
        as_of: _AsOf = None,
        by: Annotated[
            ReportCut | None, strawberry.argument(description="Also line by line of this.")
        ] = None,
    ) -> Funnel:
        period = periods.period(since, until)
        viewer = info.context.viewer
        found = await funnels.funnel(viewer, _row_id(dealer), period, as_of=as_of, by=by)
        return cast(Funnel, found)

    @strawberry.field(
        description="What the leads or orders of a period are owed to; what came of no known touch"
        " is owed to a line of its own."
    )
    async def lead_attribution(
        self,
        info: Info,
        since: _Since,
        until: _Until,
        view: Annotated[AttributionView, strawberry.argument(description="To which touches.")],
        dealer: _OfDealer = None,
        as_of: _AsOf = None,
        of: Annotated[
            ConversionKind, strawberry.argument(description="What is shared out.")
        ] = ConversionKind.ORDER,
        by: Annotated[
            ReportCut, strawberry.argument(description="Of what the lines are.")
        ] = ReportCut.SOURCE,
    ) -> LeadAttribution:
        period = periods.period(since, until)
        sharing = Sharing(view, of, by)
        viewer, dealer_id = info.context.viewer, _row_id(dealer)
        found = await funnels.attribution(viewer, dealer_id, period, sharing, as_of=as_of)
        return cast(LeadAttribution, found)

    @strawberry.field(description="How soon the leads captured in a period were answered.")
    async def lead_response(
        self,
        info: Info,
        since: _Since,
        until: _Until,
        dealer: _OfDealer = None,
        as_of: _AsOf = None,
    ) -> LeadResponse:
        period = periods.period(since, until)
        viewer = info.context.viewer
        found = await funnels.response(viewer, _row_id(dealer), period, as_of=as_of)
        return cast(LeadResponse, found)

    @strawberry.field(
        description="Dealers beside each other, for operators; for a dealer's staff its own line,"
        " and the middle of all."
    )
    async def dealer_league(
        self, info: Info, since: _Since, until: _Until, as_of: _AsOf = None
    ) -> DealerLeague:
        period = periods.period(since, until)
        return cast(DealerLeague, await funnels.league(info.context.viewer, period, as_of=as_of))


def _row_id(dealer: strawberry.ID | None) -> UUID | None:
    return None if dealer is None else nodes.row_id(dealer, "Dealer")
