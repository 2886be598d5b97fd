"""The watermark of a feed: up to where a dealer's own systems have everything."""

from models import database, sql
from models.dealers import Dealer
from models.lead_feed.reading import BEYOND
from models.refusals import CursorUnknown


async def acknowledge(dealer: Dealer, seq: int) -> Dealer:
    """Move the watermark forward to a number, never back and never past what is given out.

    Of several at once the furthest stands; one that is behind changes nothing.
    """
    furthest = "max" if database.is_sqlite() else "greatest"
    moved = await sql.execute(
        f"""
        UPDATE dealers SET feed_acknowledged = {furthest}(coalesce(feed_acknowledged, 0), $1)
        WHERE id = $2 AND feed_seq >= $1
        """,  # noqa: S608  a function's name
        min(seq, BEYOND),
        dealer.id,
    )
    if not moved:
        raise CursorUnknown("cursor")
    return dealer
