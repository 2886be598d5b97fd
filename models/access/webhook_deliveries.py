"""The door to webhook deliveries: whoever sees their endpoint; they hold no person's data."""

from collections.abc import Sequence
from uuid import UUID

from models.access import webhook_endpoints
from models.access.viewer import Viewer
from models.pages import Page, Window, page
from models.refusals import NotFound
from models.webhook_deliveries.rows import DeliveryState, WebhookAttempt, WebhookDelivery


async def see(viewer: Viewer, delivery_id: UUID) -> WebhookDelivery | None:
    """The delivery, for its dealer's staff and operators."""
    return (await _see_many(viewer, [delivery_id])).get(delivery_id)


async def of_endpoint(
    viewer: Viewer, dealer_id: UUID, endpoint_id: UUID, state: DeliveryState | None, window: Window
) -> Page[WebhookDelivery]:
    """What a dealer's endpoint was sent or is to be sent, newest first, for who may see it."""
    query = WebhookDelivery.filter(endpoint_id=endpoint_id)
    if state is not None:
        query = query.filter(state=state)
    if not webhook_endpoints.may_see(viewer, dealer_id):
        query = query.filter(id=UUID(int=0))
    return await page(query, window, newest_first=True)


async def attempts(
    viewer: Viewer, delivery_ids: Sequence[UUID]
) -> dict[UUID, list[WebhookAttempt]]:
    """The attempts of each delivery that the viewer may see, the first one first."""
    found: dict[UUID, list[WebhookAttempt]] = {
        delivery_id: [] for delivery_id in await _see_many(viewer, delivery_ids)
    }
    for row in await WebhookAttempt.filter(delivery_id__in=list(found)).order_by("id"):
        found[row.delivery_id].append(row)
    return found


async def to_replay(viewer: Viewer, delivery_id: UUID, field: str) -> WebhookDelivery:
    """A delivery that its dealer's staff has sent once more."""
    viewer.as_author()
    found = await WebhookDelivery.get_or_none(id=delivery_id).select_related("endpoint")
    if found is None or not viewer.works_at(found.endpoint.dealer_id):
        raise NotFound(field)
    return found


async def _see_many(viewer: Viewer, delivery_ids: Sequence[UUID]) -> dict[UUID, WebhookDelivery]:
    found = await WebhookDelivery.filter(id__in=list(delivery_ids)).select_related("endpoint")
    return {
        row.id: row for row in found if webhook_endpoints.may_see(viewer, row.endpoint.dealer_id)
    }
