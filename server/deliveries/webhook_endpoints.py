"""Webhook endpoints: the dealer's staff hear that one has been paused."""

from urllib.parse import urlsplit

from models.dealers import Dealer
from models.grants import OF_DEALERS
from models.mails import MailKind
from models.outbox import Message
from models.webhook_endpoints import PauseReason, WebhookEndpoint
from server.deliveries import crews
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told


async def paused(message: Message) -> News:
    """One letter and one note to everyone of the dealer's staff, unless it was mended meanwhile."""
    endpoint = await WebhookEndpoint.get_or_none(id=named(message, "webhook_endpoint"))
    if endpoint is None or endpoint.paused_at is None:
        return NONE
    dealer = await Dealer.get(id=endpoint.dealer_id)
    readers = await crews.staff(dealer.id, *OF_DEALERS)
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
