"""Idempotency: the first result of a mutation, kept 30 days, answers every replay."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from tortoise import fields

from models import clock, database, ids, sql, texts
from models.noun import Noun
from models.refusals import AlreadyUsed, IdempotencyConflict, Refusal

KEPT = timedelta(days=30)
_KEY_MOST = 128  # characters


class IdempotencyKey(Noun):
    """Ids and refusals of the first result, never bodies: a replay reads them through the doors."""

    actor = fields.CharField(80)
    operation = fields.CharField(64)
    key = fields.CharField(_KEY_MOST)
    input_hash = fields.CharField(64)
    result_id = fields.UUIDField(null=True)
    refusal = fields.JSONField[dict[str, Any] | None](null=True)
    created_at = fields.DatetimeField(default=clock.now, db_index=True)

    class Meta:
        table = "idempotency_keys"
        unique_together = (("actor", "operation", "key"),)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a mutation: who calls what, under which key, with which input."""

    actor: str
    operation: str
    key: str
    said: dict[str, Any]

    @property
    def input_hash(self) -> str:
        """SHA-256 of the input as canonical JSON."""
        return sha256(orjson.dumps(self.said, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to: the id of the row it made or moved, or why it was refused."""

    id: UUID | None = None
    refusal: Refusal | None = None


async def once(call: Call, verb: Callable[[], Awaitable[Noun | None]]) -> Outcome:
    """Do `verb` in one transaction, unless this call was made before: then answer the same.

    A refusal rolls back everything that the verb wrote and is itself remembered. Two calls
    at once are one: the second waits for the first.
    """
    try:
        call = replace(call, key=texts.line(call.key, "idempotencyKey", most=_KEY_MOST))
    except Refusal as refusal:
        return Outcome(refusal=refusal)
    try:
        async with database.transaction():
            if not await _claim(call):
                return await _first_outcome(call)
            row = await verb()
            outcome = Outcome(id=row.id if row else None)
            await _keep(call, outcome)
            return outcome
    except Refusal as refusal:
        return await _refused(call, refusal)


async def once_secret(call: Call, verb: Callable[[], Awaitable[Noun]]) -> Outcome:
    """As `once`, for a verb that hands out a credential: a replay is refused as ALREADY_USED."""
    fresh = False

    async def marked() -> Noun:
        nonlocal fresh
        row = await verb()
        fresh = True  # a refused verb has handed nothing out, whatever a twin came to meanwhile
        return row

    outcome = await once(call, marked)
    if not fresh and outcome.refusal is None:
        return Outcome(refusal=AlreadyUsed())
    return outcome


async def forget_old() -> int:
    """Drop the keys that are older than KEPT and return how many."""
    return await IdempotencyKey.filter(created_at__lt=clock.now() - KEPT).delete()


async def _claim(call: Call) -> bool:
    """Whether this is the first call; waits for the end of another that is under way."""
    return bool(
        await sql.execute(
            """
            INSERT INTO idempotency_keys (id, actor, operation, key, input_hash, created_at)
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (actor, operation, key) DO NOTHING
            """,
            ids.new(), call.actor, call.operation, call.key, call.input_hash, clock.now(),
        )
    )  # fmt: skip


async def _keep(call: Call, outcome: Outcome) -> None:
    refusal = outcome.refusal.stored() if outcome.refusal else None
    await IdempotencyKey.filter(actor=call.actor, operation=call.operation, key=call.key).update(
        result_id=outcome.id, refusal=refusal
    )


async def _refused(call: Call, refusal: Refusal) -> Outcome:
    """Remember a refusal, unless a twin of this call has come to something meanwhile."""
    if refusal.is_passing:
        return Outcome(refusal=refusal)
    async with database.transaction():
        if not await _claim(call):
            return await _first_outcome(call)
        await _keep(call, Outcome(refusal=refusal))
        return Outcome(refusal=refusal)


async def _first_outcome(call: Call) -> Outcome:
    first = await IdempotencyKey.get(actor=call.actor, operation=call.operation, key=call.key)
    if first.input_hash != call.input_hash:
        return Outcome(refusal=IdempotencyConflict("idempotencyKey"))
    if first.refusal is not None:
        return Outcome(refusal=Refusal.revived(first.refusal))
    return Outcome(id=first.result_id)
