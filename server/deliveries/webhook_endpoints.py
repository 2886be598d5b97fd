"""Webhook endpoints: the dealer's staff hear that one has been paused."""

from urllib.parse import urlsplit

from models import grants
from models.dealers import Dealer
from models.grants import OF_DEALERS
from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from models.webhook_endpoints import PauseReason, WebhookEndpoint
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def paused(message: Message) -> News:
    """One letter and one note to everyone of the dealer's staff, unless it was mended meanwhile."""
    endpoint = await WebhookEndpoint.get_or_none(id=named(message, "webhook_endpoint"))
    if endpoint is None or endpoint.paused_at is None:
        return NONE
    dealer = await Dealer.get(id=endpoint.dealer_id)
    staff = await grants.alive(scope_id=dealer.id).filter(role__in=OF_DEALERS)
    readers = await Member.filter(id__in=[grant.member_id for grant in staff], removed_at=None)
    detail = {
        "dealer": dealer.name,
        "host": urlsplit(endpoint.url).hostname,
        "is_gone": endpoint.pause_reason is PauseReason.GONE,
    }
    return News(
        [letter(reader, MailKind.ACCOUNT, message.topic, **detail) for reader in readers],
        notes(message, (reader.id for reader in readers), webhook_endpoint=endpoint.id),
    )


TOPICS: dict[str, Handler] = {"webhook_endpoint.paused": told(paused)}
