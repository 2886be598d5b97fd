"""The relay: gives the committed changes of each owner their numbers.

Verbs insert changes without one, so that writers do not queue on a counter, and a change that
commits late gets a late number: nobody who has read up to a number ever misses what is below it.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from models import database, doorbell, sql
from models.numbered.feed import Feed

MOST = 1_000


@dataclass(frozen=True, slots=True)
class _Unnumbered:
    id: UUID
    owner_id: UUID


async def number(feed: Feed) -> int:
    """Number up to MOST committed changes, and return how many there were.

    Two at once take turns: the second sees what the first could not see yet.
    """
    if not await _unnumbered(feed, 1):
        return 0
    async with database.transaction():
        await hold_numbers(feed)
        changes = await _unnumbered(feed, MOST)
        counts = Counter(change.owner_id for change in changes)
        if feed.make_heads:
            await feed.make_heads(counts)
        await _assign(feed, changes)
        await _advance(feed, counts)
        for owner_id in counts:
            doorbell.ring(feed.bell_of(owner_id))
    return len(changes)


async def hold_numbers(feed: Feed) -> None:
    """Keep every other relay from numbering until the transaction ends.

    SQLite's write transactions exclude each other anyway.
    """
    if not database.is_sqlite():
        await sql.execute("SELECT pg_advisory_xact_lock($1)", feed.lock)


async def _unnumbered(feed: Feed, most: int) -> list[_Unnumbered]:
    return await sql.fetch(
        _Unnumbered,
        f"""
        SELECT id, {feed.owner} AS owner_id FROM {feed.changes} WHERE seq IS NULL
        ORDER BY id LIMIT $1
        """,  # noqa: S608  the feed's names are ours
        most,
    )


async def _assign(feed: Feed, changes: list[_Unnumbered]) -> None:
    """Count on from the last number of each owner."""
    seen: Counter[UUID] = Counter()
    places = []
    for change in changes:
        seen[change.owner_id] += 1
        places.append({"id": change.id, "place": seen[change.owner_id]})
    await sql.execute(
        f"""
        UPDATE {feed.changes} SET seq = p.place +
            (SELECT h.{feed.last} FROM {feed.heads} h
             WHERE h.{feed.key} = {feed.changes}.{feed.owner})
        FROM {sql.json_rows(1, id=UUID, place=int)} p WHERE {feed.changes}.id = p.id
        """,  # noqa: S608  likewise
        sql.json_of(places),
    )


async def _advance(feed: Feed, counts: Counter[UUID]) -> None:
    rows = [{"owner_id": owner_id, "count": count} for owner_id, count in counts.items()]
    await sql.execute(
        f"""
        UPDATE {feed.heads} SET {feed.last} = {feed.last} + c.count
        FROM {sql.json_rows(1, owner_id=UUID, count=int)} c
        WHERE {feed.heads}.{feed.key} = c.owner_id
        """,  # noqa: S608  likewise
        sql.json_of(rows),
    )
