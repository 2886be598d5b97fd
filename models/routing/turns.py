"""Turns: locked before somebody is chosen, so that choices at once are one after the other."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from models import ids, sql
from models.routing.rows import RoutingTurn

Key = tuple[UUID, str]
"""Between whom: a dealer and no rule, or a version of the rules and one of them."""


@dataclass(slots=True)
class Turn:
    """How many turns there were, and the credits after them."""

    seq: int
    credits: Mapping[UUID, int]


async def locked(keys: Collection[Key]) -> dict[Key, Turn]:
    """These turns under a lock that holds to the end of the transaction, always in one order."""
    rows = [{"id": ids.new(), "scope_id": scope, "rule": rule} for scope, rule in sorted(keys)]
    await sql.execute(
        f"""
        INSERT INTO routing_turns (id, scope_id, rule, seq, credits)
        SELECT t.id, t.scope_id, t.rule, 0, '{{}}'
        FROM {sql.json_rows(1, id=UUID, scope_id=UUID, rule=str)} t WHERE true
        ON CONFLICT (scope_id, rule) DO NOTHING
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )
    scopes, rules = {scope for scope, _ in keys}, {rule for _, rule in keys}
    found = RoutingTurn.filter(scope_id__in=list(scopes), rule__in=list(rules))
    held = await found.order_by("scope_id", "rule").select_for_update()
    return {
        (row.scope_id, row.rule): Turn(
            row.seq, {UUID(who): credit for who, credit in row.credits.items()}
        )
        for row in held
        if (row.scope_id, row.rule) in keys
    }


async def keep(turns: Mapping[Key, Turn]) -> None:
    """Write what has become of these turns, whose locks the caller holds."""
    rows = [
        {"scope_id": scope, "rule": rule, "seq": turn.seq, "credits": texts_of(turn.credits)}
        for (scope, rule), turn in turns.items()
    ]
    await sql.execute(
        f"""
        UPDATE routing_turns SET seq = t.seq, credits = t.credits
        FROM {sql.json_rows(1, scope_id=UUID, rule=str, seq=int, credits=dict)} AS t
        WHERE routing_turns.scope_id = t.scope_id AND routing_turns.rule = t.rule
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )


def texts_of(by_id: Mapping[UUID, int]) -> dict[str, int]:
    """The same with ids as JSON has them."""
    return {str(one): number for one, number in by_id.items()}


def ids_of(by_text: Mapping[str, int]) -> dict[UUID, int]:
    """The reverse."""
    return {UUID(one): number for one, number in by_text.items()}
