"""New seats: walk-ins are given theirs without holding the event, and nobody may miss one.

A lead may be heard of before its seat, and an event be cancelled while one is made.
"""

from collections.abc import Iterable
from uuid import UUID

from models import database, sql


async def hold(event_ids: Iterable[UUID], *, alone: bool) -> None:
    """Until the transaction ends, keep those out who hold the same event alone, or hold it alone.

    Who makes seats holds the event with others, who misses one alone: so of two at once the later
    sees what the earlier wrote. SQLite lets nobody write beside another.
    """
    if database.is_sqlite():
        return
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    for event_id in sorted(set(event_ids)):
        await sql.execute(
            f"SELECT {lock}(hashtext('paddock seats of walk-ins'), hashtext($1))",
            str(event_id),
        )
