"""Erasures: the files of a forgotten person go too, and whatever was under way when it was."""

from models import database, outbox
from models.erasing import erasing
from models.erasing.people import Words
from models.erasing.striking import ERASED
from models.outbox import Message
from models.pictures.store import Kept
from server.deliveries.news import Handler, named
from server.deliveries.setup import WorkerSetup


async def erased(message: Message, setup: WorkerSetup) -> None:
    """Delete pictures and letters, and erase once more; the words go with the message's use.

    Doing it twice is doing it once.
    """
    for key, thumbnail_key in message.payload["pictures"]:
        await setup.pictures.drop(Kept(key, thumbnail_key))
    words = message.payload["words"]
    await setup.transport.forget(Words(**words).all)
    async with database.transaction():
        await erasing.sweep(
            named(message, "erasure"), words, seal=setup.seal, is_last=message.payload["last"]
        )
        await outbox.redact(message, "words", "pictures")
        await outbox.delivered(message)


TOPICS: dict[str, Handler] = {ERASED: erased}
