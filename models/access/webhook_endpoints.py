"""The door to webhook endpoints: the dealer's staff; operators look at them and no more."""

from collections.abc import Sequence
from uuid import UUID

from models.access import dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.refusals import NotFound
from models.webhook_endpoints import WebhookEndpoint


async def see(viewer: Viewer, endpoint_id: UUID) -> WebhookEndpoint | None:
    """The endpoint, for its dealer's staff and operators."""
    return (await see_many(viewer, [endpoint_id])).get(endpoint_id)


async def see_many(viewer: Viewer, endpoint_ids: Sequence[UUID]) -> dict[UUID, WebhookEndpoint]:
    """Those of the endpoints that the viewer may see, by id."""
    found = await WebhookEndpoint.filter(id__in=list(endpoint_ids))
    return {row.id: row for row in found if may_see(viewer, row.dealer_id)}


async def of_dealers(
    viewer: Viewer, dealer_ids: Sequence[UUID]
) -> dict[UUID, list[WebhookEndpoint]]:
    """The endpoints of each dealer whose endpoints the viewer may see, the first made first."""
    found: dict[UUID, list[WebhookEndpoint]] = {
        dealer_id: [] for dealer_id in dealer_ids if may_see(viewer, dealer_id)
    }
    for row in await WebhookEndpoint.filter(dealer_id__in=list(found)).order_by("id"):
        found[row.dealer_id].append(row)
    return found


async def to_make_for(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose staff makes an endpoint."""
    viewer.as_author()
    own = viewer.works_at(dealer_id)
    dealer = await dealers.see(viewer, dealer_id) if own else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def to_manage(viewer: Viewer, endpoint_id: UUID, field: str) -> WebhookEndpoint:
    """An endpoint that its dealer's staff changes, tests or opens again."""
    viewer.as_author()
    endpoint = await see(viewer, endpoint_id)
    if endpoint is None or not viewer.works_at(endpoint.dealer_id):
        raise NotFound(field)
    return endpoint


def may_see(viewer: Viewer, dealer_id: UUID) -> bool:
    """Whether the dealer's endpoints are shown to the viewer, and what was sent there."""
    return viewer.is_operator or viewer.works_at(dealer_id)
