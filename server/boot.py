"""What a database must hold before the first request: made where it is missing."""

from models import consents, database, receipt_keys, signing_keys, sql
from models.points import rules
from models.seals import Seal


class SeedsOnEdgeError(Exception):
    """An edge's database holds the private half of a key that signs passes."""


async def refuse_seeds() -> None:
    """An edge verifies passes and never signs one; SeedsOnEdgeError where its database could."""
    if await signing_keys.has_seeds():
        raise SeedsOnEdgeError(SeedsOnEdgeError.__doc__)


async def ensure(seal: Seal) -> None:
    """Make the first signing keys, the consents' texts and the earning rules; never twice."""
    async with database.transaction():
        if not database.is_sqlite():  # whose transactions exclude each other anyway
            await sql.execute("SELECT pg_advisory_xact_lock(hashtext('paddock boot'))")
        await signing_keys.ensure(seal)
        await receipt_keys.ensure(seal)
        await consents.ensure_texts()
        await rules.ensure()
