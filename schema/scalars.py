"""Scalars: moments, which always have an offset, and ids that a client has minted."""

from datetime import UTC, datetime
from uuid import UUID

import strawberry


def _parse(text: str) -> datetime:
    """An ISO 8601 moment as aware UTC; a text without an offset could mean any of 38 times."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A DateTime needs an offset, as in 2026-11-23T10:00:00+08:00.")
    return moment.astimezone(UTC)


DateTime = strawberry.scalar(
    name="DateTime",
    description="A moment as ISO 8601 with an offset, as 2026-11-23T10:00:00+08:00.",
    serialize=datetime.isoformat,
    parse_value=_parse,
)

Uuid = strawberry.scalar(
    name="UUID",
    description="A UUID as RFC 9562 writes it, as 0192f3a4-b5c6-7d8e-9fa0-b1c2d3e4f506.",
    serialize=str,
    parse_value=UUID,
)
