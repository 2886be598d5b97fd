"""Consents: whatever was said to a dealer gets its receipt."""

from uuid import UUID

from models import consent_receipts, database, outbox
from models.outbox import Message
from server.deliveries.news import Handler
from server.deliveries.setup import WorkerSetup


async def said(message: Message, setup: WorkerSetup) -> None:
    """Seal a receipt for each, once."""
    async with database.transaction():
        await consent_receipts.seal([UUID(one) for one in message.payload["consents"]], setup.seal)
        await outbox.delivered(message)


TOPICS: dict[str, Handler] = {"consent.said": said}
