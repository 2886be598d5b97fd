"""Who passes the doors to a dealer's webhooks: its staff, and operators who look on."""

import pytest

from models import ids
from models.access import webhook_deliveries
from models.access import webhook_endpoints as doors
from models.access.viewer import Viewer
from models.pages import Window
from models.webhook_deliveries.rows import WebhookDelivery
from tests import prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.webhooks import deliver, endpoint, receiver

pytestmark = pytest.mark.usefixtures("db")
SEEING = STAFF | {"operator"}
SIGNED_OUT = {"nobody", "device"}


async def test_endpoints_and_their_log_are_seen_by_staff_and_operators_and_changed_by_staff() -> (
    None
):
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    async with receiver() as there:
        made = await endpoint(at.dealer, there)
        await prospects.lead(at.dealer)
        await deliver()
    sent = await WebhookDelivery.get()
    others = set(viewers) - SEEING
    seen = {"OPEN": SEEING, "CLOSED": others}

    async def log(viewer: Viewer) -> object:
        window = Window(9)
        return (
            await webhook_deliveries.of_endpoint(viewer, at.dealer.id, made.id, None, window)
        ).rows

    assert await met(viewers, lambda v: doors.see(v, made.id)) == seen
    assert await met(viewers, lambda v: doors.of_dealers(v, [at.dealer.id])) == seen
    assert await met(viewers, lambda v: webhook_deliveries.see(v, sent.id)) == seen
    assert await met(viewers, lambda v: webhook_deliveries.attempts(v, [sent.id])) == seen
    assert await met(viewers, log) == seen
    changing = {
        "OPEN": {"staff", "manager"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "NOT_FOUND": set(viewers) - STAFF - SIGNED_OUT,
    }
    assert await met(viewers, lambda v: doors.to_manage(v, made.id, "x")) == changing
    assert await met(viewers, lambda v: doors.to_make_for(v, at.dealer.id, "x")) == changing
    assert await met(viewers, lambda v: webhook_deliveries.to_replay(v, sent.id, "x")) == changing


async def test_what_is_not_there_is_answered_as_what_is_not_for_the_viewer() -> None:
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    nothing = {
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "NOT_FOUND": set(viewers) - SIGNED_OUT - {"suspended staff"},
    }
    assert await met(viewers, lambda v: doors.see(v, ids.new())) == {"CLOSED": set(viewers)}
    assert await met(viewers, lambda v: doors.to_manage(v, ids.new(), "x")) == nothing
    assert await met(viewers, lambda v: webhook_deliveries.to_replay(v, ids.new(), "x")) == nothing
