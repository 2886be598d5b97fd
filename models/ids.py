"""Ids are UUIDv7: sorted by time, and an offline client can mint its own."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new() -> UUID:
    """A fresh id, later than every id this process made before."""
    return uuid7()
