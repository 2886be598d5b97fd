"""Retention: a feed keeps its changes for a time; a cursor older than that has expired."""

from datetime import datetime

from models import database, sql
from models.lead_feed import relay


async def forget(before: datetime) -> int:
    """Drop numbered changes from before then, up to the first that is younger; return how many."""
    async with database.transaction():
        await relay.hold_numbers()
        await sql.execute(
            """
            UPDATE dealers SET feed_floor = coalesce(
                (SELECT min(c.seq) - 1 FROM lead_changes c
                 WHERE c.dealer_id = dealers.id AND c.seq IS NOT NULL AND c.at >= $1), feed_seq)
            WHERE EXISTS (SELECT 1 FROM lead_changes c
                 WHERE c.dealer_id = dealers.id AND c.seq IS NOT NULL AND c.at < $1)
            """,
            before,
        )
        return await sql.execute(
            """
            DELETE FROM lead_changes WHERE seq <=
                (SELECT d.feed_floor FROM dealers d WHERE d.id = lead_changes.dealer_id)
            """
        )
