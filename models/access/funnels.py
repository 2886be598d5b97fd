"""The door to funnels: a dealer's staff to its own figures, operators to all; figures only."""

from datetime import datetime
from uuid import UUID

from models.access import dealers
from models.access.viewer import Viewer
from models.funnels import conversions, leagues, people, periods, responses
from models.funnels.conversions import Attribution, Sharing
from models.funnels.cuts import ReportCut
from models.funnels.leagues import League
from models.funnels.people import Funnel
from models.funnels.periods import Period
from models.funnels.responses import Responses
from models.refusals import NotAllowed, NotFound


async def funnel(
    viewer: Viewer,
    dealer_id: UUID | None,
    period: Period,
    *,
    as_of: datetime | None = None,
    by: ReportCut | None = None,
) -> Funnel:
    """How far the people of a period have come."""
    await _require(viewer, dealer_id)
    return await people.funnel(period, periods.settled(as_of), dealer_id=dealer_id, by=by)


async def attribution(
    viewer: Viewer,
    dealer_id: UUID | None,
    period: Period,
    sharing: Sharing,
    *,
    as_of: datetime | None = None,
) -> Attribution:
    """What the conversions of a period are owed to."""
    await _require(viewer, dealer_id)
    settled = periods.settled(as_of)
    return await conversions.attribution(period, settled, sharing, dealer_id=dealer_id)


async def response(
    viewer: Viewer, dealer_id: UUID | None, period: Period, *, as_of: datetime | None = None
) -> Responses:
    """How soon the leads of a period were answered."""
    await _require(viewer, dealer_id)
    return await responses.responses(period, periods.settled(as_of), dealer_id)


async def league(viewer: Viewer, period: Period, *, as_of: datetime | None = None) -> League:
    """All dealers for operators; for a dealer's staff its own line, and the middle of all."""
    viewer.as_member()
    if not (viewer.is_operator or viewer.dealers):
        raise NotAllowed
    found = await leagues.league(period, periods.settled(as_of))
    return found.shown() if viewer.is_operator else found.seen_by(viewer.dealers)


async def _require(viewer: Viewer, dealer_id: UUID | None) -> None:
    """Refused unless the viewer works at the dealer, or is an operator where none is named."""
    viewer.as_member()
    if dealer_id is None:
        if not viewer.is_operator:
            raise NotAllowed
    elif not viewer.works_at(dealer_id) and not (
        viewer.is_operator and await dealers.see(viewer, dealer_id)
    ):
        raise NotFound("dealer")
