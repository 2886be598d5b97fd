"""Striking: words that name a person, taken out of texts in rows that are not theirs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from models import database, sql
from models.audit import AuditEntry
from models.erasing.people import Person, Words
from models.mails import Mail
from models.outbox import OutboxMessage

ERASED = "person.erased"
"""The topic whose messages hold the words until they have been used."""

_STRUCK = "…"
_REASONS = ("reason", "note")


async def strike(person: Person, words: Words) -> None:
    """Take the words out of the log, of letters to others, and of what the outbox holds.

    Numbers and addresses wherever they are found; names only where a row is about the person, for
    others have the same, and there the reasons that somebody gave go whole.
    """
    marks = [*words.all, *(str(one) for one in person.ids)]
    for entry in await _found("audit_entries", "detail", "subject_id", marks):
        detail = _left(entry, person, words)
        if detail != entry.said:
            await AuditEntry.filter(id=entry.id).update(detail=detail)
    for mail in await _found("mails", "detail", "message_id", marks):
        detail = _left(mail, person, words)
        if detail != mail.said:
            await Mail.filter(id=mail.id).update(detail=detail)
    for message in await _found("outbox_messages", "payload", "id", marks):
        await _strike_message(message, person, words)
    told = _contains("last_error", "w.word")
    await sql.execute(
        f"""
        UPDATE outbox_messages SET last_error = ''
        WHERE EXISTS (SELECT 1 FROM {sql.json_rows(1, word=str)} w WHERE {told})
        """,  # noqa: S608  nothing of it comes from outside
        _json_of(words.certain),
    )


def struck(said: Any, words: Sequence[str]) -> Any:
    """The same, with each of the words struck out of every text in it."""
    if isinstance(said, str):
        for word in words:
            said = re.sub(re.escape(word), _STRUCK, said, flags=re.IGNORECASE)
        return said
    if isinstance(said, dict):
        return {name: struck(value, words) for name, value in said.items()}
    if isinstance(said, list):
        return [struck(value, words) for value in said]
    return said


@dataclass(frozen=True, slots=True)
class _Found:
    id: UUID
    about: UUID | None
    said: dict[str, Any]


async def _strike_message(message: _Found, person: Person, words: Words) -> None:
    """A message to an address has nobody to go to any more; any other goes on without words."""
    if any(value in words.addresses for value in message.said.values()):
        await OutboxMessage.filter(id=message.id).exclude(topic=ERASED).delete()
        return
    payload = _left(message, person, words)
    if payload != message.said:
        await OutboxMessage.filter(id=message.id).exclude(topic=ERASED).update(payload=payload)


def _left(row: _Found, person: Person, words: Words) -> dict[str, Any]:
    """What a row says without what names the person in it."""
    ids = {str(row.about), *_texts_in(row.said)}
    if not ids & {str(one) for one in person.ids}:
        return dict(struck(row.said, words.certain))
    kept = {name: _STRUCK if name in _REASONS and text else text for name, text in row.said.items()}
    return dict(struck(kept, words.all))


def _texts_in(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for value in said.values() if isinstance(said, dict) else said:
            yield from _texts_in(value)


async def _found(table: str, column: str, about: str, marks: Sequence[str]) -> list[_Found]:
    """The rows in whose JSON any of these stands, or whose subject it is."""
    return await sql.fetch(
        _Found,
        f"""
        SELECT t.id, t.{about} AS about, t.{column} AS said FROM {table} t
        WHERE EXISTS (SELECT 1 FROM {sql.json_rows(1, word=str)} w
                      WHERE {_contains(f"t.{column}", "w.word")}
                         OR {_contains(f"t.{about}", "w.word")})
        """,  # noqa: S608  tables and columns are ours
        _json_of(marks),
    )


def _contains(column: str, word: str) -> str:
    if database.is_sqlite():
        return f"instr(lower({column}), lower({word})) > 0"
    return f"strpos(lower(cast({column} AS text)), lower({word})) > 0"


def _json_of(words: Sequence[str]) -> str:
    """The words as they stand in JSON, quotes and all."""
    return sql.json_of({"word": orjson.dumps(word).decode()[1:-1]} for word in words)
