"""Ids are UUIDv7: sorted by time, and an offline client can mint its own."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils
from uuid_utils.compat import uuid7


def new() -> UUID:
    """A fresh id, later than every id this process made before."""
    return uuid7()


def text() -> str:
    """A fresh one, as text, where nobody needs the UUID itself."""
    return str(uuid_utils.uuid7())


def first_of(at: datetime) -> UUID:
    """The least id that could have been made then, to the millisecond."""
    milliseconds = (at - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)
    return UUID(int=max(milliseconds, 0) << 80)
