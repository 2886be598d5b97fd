"""News: whom to tell of what happened, by letter and in their app."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from models import database, mails, notifications, outbox
from models.mails import Letter, MailKind
from models.members import Member
from models.notifications import Note
from models.outbox import Message
from server.deliveries.setup import WorkerSetup

Handler = Callable[[Message, WorkerSetup], Awaitable[None]]
"""Does what follows from a message and marks it as delivered, in one transaction if it can."""

Effect = Callable[[Message], Awaitable[None]]
"""Does something more that follows from a message, in its transaction."""


@dataclass(frozen=True, slots=True)
class News:
    """Letters to write, and notes for the app."""

    letters: Sequence[Letter] = ()
    notes: Sequence[Note] = ()


NONE = News()


def told(read: Callable[[Message], Awaitable[News]], *also: Effect) -> Handler:
    """A handler for news that `read` finds; each letter then goes out by a message of its own.

    What follows `also` is in the same transaction.
    """

    async def handler(message: Message, _setup: WorkerSetup) -> None:
        news = await read(message)
        async with database.transaction():
            await mails.write(message.id, news.letters)
            await notifications.write(message.id, news.notes)
            for effect in also:
                await effect(message)
            await outbox.delivered(message)

    return handler


async def nothing(message: Message, _setup: WorkerSetup) -> None:
    """A handler for what nobody needs to be told of."""
    await outbox.delivered(message)


def named(message: Message, noun: str) -> UUID:
    """The id of the row that a message is about."""
    return UUID(message.payload[noun])


def letter(reader: Member, kind: MailKind, template: str, **detail: Any) -> Letter:
    """A letter to a member, in their language."""
    return Letter(reader.email, reader.locale, kind, template, {"name": reader.name, **detail})


def notes(message: Message, member_ids: Iterable[UUID], **about: UUID | str) -> list[Note]:
    """The same line in the apps of these members; `about` names the rows by their nouns."""
    detail = {noun: str(value) for noun, value in about.items()}
    return [Note(member_id, message.topic, detail) for member_id in dict.fromkeys(member_ids)]
