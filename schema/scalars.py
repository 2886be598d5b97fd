"""Scalars: moments in time always have an offset."""

from datetime import UTC, datetime

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
