"""The relay: gives committed changes their numbers.

Verbs insert changes without one, so that writers do not queue on a counter, and a change that
commits late gets a late number: nobody who has read up to a number ever misses what is below it.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from models import database, doorbell, sql

MOST = 1_000
_LOCK = 7_302_881  # any number, the same in every process


@dataclass(frozen=True, slots=True)
class _Unnumbered:
    id: UUID
    dealer_id: UUID


def bell(dealer_id: UUID) -> str:
    """The doorbell topic of a dealer's feed."""
    return f"leads:{dealer_id}"


async def number() -> int:
    """Number up to MOST committed changes, and return how many there were.

    Two at once take turns: the second sees what the first could not see yet.
    """
    if not await _unnumbered(1):
        return 0
    async with database.transaction():
        await hold_numbers()
        changes = await _unnumbered(MOST)
        counts = Counter(change.dealer_id for change in changes)
        await _assign(changes)
        await _advance(counts)
        for dealer_id in counts:
            doorbell.ring(bell(dealer_id))
    return len(changes)


async def hold_numbers() -> None:
    """Keep every other relay from numbering until the transaction ends.

    SQLite's write transactions exclude each other anyway.
    """
    if not database.is_sqlite():
        await sql.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def _unnumbered(most: int) -> list[_Unnumbered]:
    return await sql.fetch(
        _Unnumbered,
        "SELECT id, dealer_id FROM lead_changes WHERE seq IS NULL ORDER BY id LIMIT $1",
        most,
    )


async def _assign(changes: list[_Unnumbered]) -> None:
    """Count on from the last number of each dealer."""
    seen: Counter[UUID] = Counter()
    places = []
    for change in changes:
        seen[change.dealer_id] += 1
        places.append({"id": change.id, "place": seen[change.dealer_id]})
    await sql.execute(
        f"""
        UPDATE lead_changes SET seq = p.place +
            (SELECT d.feed_seq FROM dealers d WHERE d.id = lead_changes.dealer_id)
        FROM {sql.json_rows(1, id=UUID, place=int)} p WHERE lead_changes.id = p.id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(places),
    )


async def _advance(counts: Counter[UUID]) -> None:
    rows = [{"dealer_id": dealer_id, "count": count} for dealer_id, count in counts.items()]
    await sql.execute(
        f"""
        UPDATE dealers SET feed_seq = feed_seq + c.count
        FROM {sql.json_rows(1, dealer_id=UUID, count=int)} c WHERE dealers.id = c.dealer_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )
