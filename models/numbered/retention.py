"""Retention: a feed keeps its changes for a time; a place older than that has expired."""

from datetime import datetime

from models import database, sql
from models.numbered import relay
from models.numbered.feed import Feed


async def forget(feed: Feed, before: datetime) -> int:
    """Drop numbered changes from before then, up to the first that is younger; return how many."""
    async with database.transaction():
        await relay.hold_numbers(feed)
        own = f"c.{feed.owner} = {feed.heads}.{feed.key} AND c.seq IS NOT NULL"
        await sql.execute(
            f"""
            UPDATE {feed.heads} SET {feed.floor} = coalesce(
                (SELECT min(c.seq) - 1 FROM {feed.changes} c WHERE {own} AND c.at >= $1),
                {feed.last})
            WHERE EXISTS (SELECT 1 FROM {feed.changes} c WHERE {own} AND c.at < $1)
            """,  # noqa: S608  the feed's names are ours
            before,
        )
        return await sql.execute(
            f"""
            DELETE FROM {feed.changes} WHERE seq <=
                (SELECT h.{feed.floor} FROM {feed.heads} h
                 WHERE h.{feed.key} = {feed.changes}.{feed.owner})
            """  # noqa: S608  likewise
        )
