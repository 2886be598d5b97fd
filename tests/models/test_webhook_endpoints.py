"""Webhook endpoints: made, changed, given new secrets and deleted."""

from functools import partial
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from models import database, ids, webhook_endpoints
from models.audit import AuditEntry
from models.dealers import Dealer
from models.refusals import (
    NotFound,
    OutOfRange,
    TextTooLong,
    TooMany,
    WebhookAddressForbidden,
    WebhookAddressInvalid,
)
from models.seals import BrokenSeal
from models.webhook_addresses import AddressRules
from models.webhook_deliveries.rows import WebhookAttempt, WebhookDelivery
from models.webhook_endpoints import WebhookEndpoint, secret_of
from tests import prospects, races
from tests.everything import rows_of
from tests.house import SEAL
from tests.webhooks import deliver, endpoint, receiver

pytestmark = pytest.mark.usefixtures("db")
RULES = AddressRules()
URL = "https://crm.dealer.example/hooks"
BY = ids.new()


async def _make(dealer: Dealer, url: str = URL, description: str = "") -> WebhookEndpoint:
    async with database.transaction():
        return await webhook_endpoints.create(
            dealer, url, description, by=BY, rules=RULES, seal=SEAL
        )


async def _actions() -> list[tuple[str, UUID | None]]:
    return [(row.action, row.actor_id) for row in await AuditEntry.all().order_by("id")]


async def test_a_new_endpoint_has_a_secret_that_is_kept_sealed_and_for_it_alone(db: str) -> None:
    dealer = await prospects.dealer()
    one, other = await _make(dealer, description="Our CRM"), await _make(dealer)

    assert one.secret.startswith("whsec_")
    assert len(one.secret) == 6 + 44
    assert one.secret != other.secret
    row = await WebhookEndpoint.get(id=one.id)
    assert (row.url, row.description, row.queued_seq, row.secret) == (URL, "Our CRM", 0, "")
    assert SEAL.open(row.sealed_secret, secret_of(one.id)).decode() == one.secret
    with pytest.raises(BrokenSeal):
        SEAL.open(row.sealed_secret, secret_of(other.id))
    assert one.secret not in repr(await rows_of(db))
    assert await _actions() == [("webhook_endpoint.create", BY)] * 2


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"url": "http://crm.dealer.example/"}, WebhookAddressInvalid),
        ({"url": "https://10.0.0.1/"}, WebhookAddressForbidden),
        ({"url": f"https://crm.dealer.example/{'a' * 500}"}, TextTooLong),
        ({"description": "a" * 201}, TextTooLong),
    ],
)
async def test_what_is_wrong_is_refused_and_nothing_is_written(
    said: dict[str, str], refusal: type[Exception]
) -> None:
    dealer = await prospects.dealer()
    with pytest.raises(refusal):
        await _make(dealer, **said)
    assert await WebhookEndpoint.all().count() == await AuditEntry.all().count() == 0


async def test_of_many_that_are_made_at_once_a_dealer_gets_five() -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    outcomes = await races.raced([partial(_make, dealer)] * 9)
    await _make(other)

    assert outcomes == {"DONE": 5, TooMany.code(): 4}
    assert await WebhookEndpoint.filter(dealer_id=dealer.id).count() == 5
    assert len(await _actions()) == 6


async def test_changing_says_only_what_is_said() -> None:
    made = await _make(await prospects.dealer(), description="Our CRM")
    async with database.transaction():
        await made.change(by=BY, rules=RULES, url=f"{URL}/2", description=None)
    row = await WebhookEndpoint.get()
    assert (row.url, row.description) == (f"{URL}/2", "Our CRM")
    async with database.transaction():
        await made.change(by=BY, rules=RULES, url=None, description="")
    row = await WebhookEndpoint.get()
    assert (row.url, row.description) == (f"{URL}/2", "")
    with pytest.raises(WebhookAddressForbidden):
        async with database.transaction():
            await made.change(by=BY, rules=RULES, url="https://[::1]/", description=None)
    assert (await WebhookEndpoint.get()).url == f"{URL}/2"


@pytest.mark.parametrize("hours", [-1, 169])
async def test_an_old_secret_signs_for_a_week_at_most(hours: int) -> None:
    made = await _make(await prospects.dealer())
    with pytest.raises(OutOfRange):
        async with database.transaction():
            await made.rotate(hours, by=BY, seal=SEAL)
    assert (await WebhookEndpoint.get()).sealed_previous_secret is None


async def test_rotations_at_once_follow_each_other_and_each_secret_was_one_for_a_time() -> None:
    made = await _make(await prospects.dealer())
    secrets = [made.secret]

    async def rotate() -> None:
        secrets.append((await made.rotate(24, by=BY, seal=SEAL)).secret)

    assert await races.raced([rotate] * 4) == {"DONE": 4}
    row = await WebhookEndpoint.get()
    kept = [row.sealed_secret, row.sealed_previous_secret]
    opened = {SEAL.open(sealed, secret_of(row.id)).decode() for sealed in kept if sealed}
    assert len(set(secrets)) == 5
    assert len(opened) == 2
    assert opened < set(secrets)


async def test_deleting_forgets_all_that_was_sent_and_can_be_done_once() -> None:
    dealer = await prospects.dealer()
    async with receiver() as there:
        made = await endpoint(dealer, there)
        await prospects.lead(dealer)
        await deliver()
    async with database.transaction():
        await made.remove(by=BY)

    for table in (WebhookEndpoint, WebhookDelivery, WebhookAttempt):
        assert await table.all().count() == 0
    for verb in (made.remove(by=BY), made.rotate(1, by=BY, seal=SEAL)):
        with pytest.raises(NotFound):
            await verb
    assert (await _actions())[-1] == ("webhook_endpoint.delete", BY)


async def test_the_database_itself_knows_no_pause_without_a_reason() -> None:
    made = await _make(await prospects.dealer())
    with pytest.raises((IntegrityError, OperationalError)):
        await WebhookEndpoint.filter(id=made.id).update(paused_at=made.created_at)
    assert (await WebhookEndpoint.get()).paused_at is None
