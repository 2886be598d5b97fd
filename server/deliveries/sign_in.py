"""Signing in: the letter with the one-time code, of which nothing is kept once it is sent."""

from models import database, mails, outbox, sign_in
from models.mails import Letter, MailKind
from models.outbox import Message
from server.deliveries.news import Handler
from server.deliveries.setup import WorkerSetup


async def code(message: Message, _setup: WorkerSetup) -> None:
    """The code moves from the message into the letter."""
    written = Letter(
        to_address=message.payload["email"],
        locale=message.payload["locale"],
        kind=MailKind.SIGN_IN,
        template="sign_in.code",
        detail={
            "name": "",
            "code": message.payload["code"],
            "minutes": sign_in.LIFETIME.seconds // 60,
            "good_until": (message.created_at + sign_in.LIFETIME).isoformat(),
        },
    )
    async with database.transaction():
        await mails.write(message.id, [written])
        await outbox.redact(message, "code")
        await outbox.delivered(message)


TOPICS: dict[str, Handler] = {"sign_in.code": code}
