"""The dealer's staff hear that an endpoint is paused."""

import pytest

from models import database
from models.notifications import Notification
from models.webhook_deliveries import by_hand
from tests import people, postbox, prospects
from tests.postbox import Postbox
from tests.webhooks import deliver, endpoint, receiver

pytestmark = pytest.mark.usefixtures("db")


async def test_the_staff_get_a_letter_and_a_note_and_nobody_else_does() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    dora = await prospects.staff(dealer)
    await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    await people.operator()
    await box.fetch()
    async with receiver(410) as there:
        made = await endpoint(dealer, f"{there.url}?token=secret")
        await prospects.lead(dealer)
        await deliver()

    [letter] = await box.fetch()

    assert box.subjects() == [("dora@people.example", "Webhooks to 127.0.0.1 are paused")]
    assert "Harbour Motors’s webhooks to 127.0.0.1 are paused" in postbox.text(letter)
    assert "gone for good (410)" in postbox.text(letter)
    assert "secret" not in postbox.text(letter) + postbox.html(letter)
    [note] = await Notification.filter(topic="webhook_endpoint.paused")
    assert (note.member_id, note.detail) == (dora.member_id, {"webhook_endpoint": str(made.id)})


async def test_what_was_mended_before_the_worker_comes_is_not_told_of() -> None:
    dealer, box = await prospects.dealer(), Postbox()
    await prospects.staff(dealer)
    await box.fetch()
    async with receiver(410) as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await deliver()
    async with database.transaction():
        await by_hand.resume(made, by=made.id)

    assert await box.fetch() == []
    assert await Notification.filter(topic="webhook_endpoint.paused").count() == 0
