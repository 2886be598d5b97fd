"""The door to dealers: everyone knows them, operators take them on and change them."""

from collections.abc import Sequence
from uuid import UUID

from models.access.venues import as_operator
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.event_dealers import EventDealer
from models.pages import Page, Window
from models.pages import page as cut_page
from models.refusals import NotFound


async def see(viewer: Viewer, dealer_id: UUID) -> Dealer | None:
    """The dealer, for everyone."""
    return (await see_many(viewer, [dealer_id])).get(dealer_id)


async def see_many(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, Dealer]:
    """The dealers by id."""
    del viewer
    return {dealer.id: dealer for dealer in await Dealer.filter(id__in=list(dealer_ids))}


async def of_events(viewer: Viewer, event_ids: Sequence[UUID]) -> dict[UUID, list[Dealer]]:
    """The dealers that take part in each event that the viewer was shown, by name."""
    del viewer
    dealers: dict[UUID, list[Dealer]] = {event_id: [] for event_id in event_ids}
    named = EventDealer.filter(event_id__in=list(event_ids)).select_related("dealer")
    for row in await named.order_by("dealer__name"):
        dealers[row.event_id].append(row.dealer)
    return dealers


async def to_ask(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer that the viewer agrees to."""
    dealer = await see(viewer, dealer_id)
    if dealer is None:
        raise NotFound(field)
    return dealer


async def page(viewer: Viewer, window: Window) -> Page[Dealer]:
    """All dealers, in the order in which they were taken on."""
    del viewer
    return await cut_page(Dealer.all(), window)


async def to_name(viewer: Viewer, dealer_ids: Sequence[UUID], field: str) -> list[Dealer]:
    """Dealers that are to take part in an event."""
    found = await see_many(viewer, dealer_ids)
    for index, dealer_id in enumerate(dealer_ids):
        if dealer_id not in found:
            raise NotFound(f"{field}.{index}")
    return list(found.values())


async def to_manage(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer that an operator changes."""
    as_operator(viewer)
    dealer = await see(viewer, dealer_id)
    if dealer is None:
        raise NotFound(field)
    return dealer
