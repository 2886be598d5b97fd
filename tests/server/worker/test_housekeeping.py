"""Housekeeping: events turn with the clock, and what is old is forgotten."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from models import clock, database, events, sign_in
from models.idempotency import IdempotencyKey
from models.lead_changes import LeadChange
from models.mails import Mail, MailKind
from models.outbox import OutboxMessage
from models.sign_in import SignInCode
from models.webhook_deliveries.rows import WebhookAttempt, WebhookDelivery
from server.worker.housekeeping import tidy
from tests import places, prospects, webhooks
from tests.places import DOORS, HOUR
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")
DAY = timedelta(days=1)
SETUP = Postbox().setup()


def _still(now: datetime) -> datetime:
    return now


async def test_events_start_and_end_by_themselves() -> None:
    event = await places.event()
    seen = []
    for now in (DOORS - HOUR, DOORS, DOORS + 2 * HOUR):
        with clock.injected(partial(_still, now)):
            await tidy(SETUP)
        seen.append((await events.Event.get(id=event.id)).state)
    assert seen == ["PUBLISHED", "IN_PROGRESS", "ENDED"]


async def _live() -> None:
    """Leave something of everything behind."""
    async with database.transaction():
        await sign_in.start("ann@people.example", "en")
    await IdempotencyKey.create(actor="a", operation="o", key="k", input_hash="h")
    await places.register(await places.event(), "Ann")
    dealer = await prospects.dealer()
    await webhooks.endpoint(dealer, "http://127.0.0.1:1/")
    await prospects.lead(dealer)
    await webhooks.deliver()
    await Postbox().fetch()


async def _left() -> dict[str, int]:
    tables = (
        SignInCode, Mail, OutboxMessage, LeadChange, IdempotencyKey, WebhookAttempt,
        WebhookDelivery,
    )  # fmt: skip
    return {table.__name__: await table.all().count() for table in tables}


@pytest.mark.parametrize(
    ("days", "forgotten"),
    [
        (0.9, set[str]()),
        (1.1, {"SignInCode"}),
        (6.9, {"SignInCode"}),
        (7.1, {"SignInCode", "Mail", "OutboxMessage"}),
        (29.9, {"SignInCode", "Mail", "OutboxMessage"}),
        (
            30.1,
            {
                "SignInCode",
                "Mail",
                "OutboxMessage",
                "LeadChange",
                "IdempotencyKey",
                "WebhookAttempt",
                "WebhookDelivery",
            },
        ),
    ],
)
async def test_each_thing_is_kept_for_its_time_and_no_longer(
    days: float, forgotten: set[str]
) -> None:
    now = DOORS - 60 * DAY
    with clock.injected(lambda: now):
        await _live()
        before = await _left()
    with clock.injected(lambda: now + days * DAY):
        await tidy(SETUP)

    assert all(before.values())
    assert {name for name, count in (await _left()).items() if count == 0} == forgotten


async def test_what_is_not_delivered_is_never_forgotten() -> None:
    box = Postbox(trouble=ConnectionRefusedError("no mail server"))
    await places.register(await places.event(), "Ann")
    await box.fetch()

    later = clock.now() + 90 * DAY
    with clock.injected(lambda: later):
        await tidy(SETUP)

    assert await OutboxMessage.filter(topic="mail.send", delivered_at=None).count() == 1
    assert (await Mail.get()).kind is MailKind.PASS


async def test_a_chore_that_fails_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    await _live()

    async def fail(_now: object) -> int:
        raise RuntimeError("the first chore")

    monkeypatch.setattr(events, "turn", fail)
    later = clock.now() + 8 * DAY
    with clock.injected(lambda: later):
        await tidy(SETUP)

    assert (await _left())["OutboxMessage"] == 0
