"""A pass as it is shown: its text, made from the stored issue and the brand's sealed key."""

from collections.abc import Collection
from uuid import UUID

from models import signing_keys
from models.passes import Pass
from models.seals import Seal
from venues import passes
from venues.passes import PassKey

_KIND_SEAT = 0


async def texts(rows: Collection[Pass], seal: Seal) -> dict[UUID, str]:
    """The text of each pass, by seat; the rows come from `models.passes.current_of`."""
    stored = await signing_keys.by_id({row.key_id for row in rows})
    keys = {number: PassKey(key.name, key.seed(seal)) for number, key in stored.items()}
    return {row.seat_id: _text(row, keys[row.key_id]) for row in rows}


def _text(row: Pass, key: PassKey) -> str:
    return passes.sign(
        passes.Pass(
            seat=row.seat_id,
            event=row.seat.event_id,
            kind=_KIND_SEAT,
            issue=row.issue,
            not_before=row.not_before,
            expires_at=row.expires_at,
        ),
        key,
    )
