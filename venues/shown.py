"""A pass as it is shown: its text, made from the stored issue and the brand's sealed key."""

from collections.abc import Collection
from uuid import UUID

from models import signing_keys
from models.passes import Pass, PassRow
from models.seals import Seal
from models.signing_keys import SigningKey
from venues import passes
from venues.passes import PassKey

_KIND_SEAT = 0


async def texts(rows: Collection[Pass], seal: Seal) -> dict[UUID, str]:
    """The text of each pass, by seat; the rows come from `models.passes.current_of`."""
    keys = await signing_keys.by_id({row.key_id for row in rows})
    return {row.seat_id: text(row, keys[row.key_id], seal) for row in rows}


def text(row: Pass | PassRow, key: SigningKey, seal: Seal) -> str:
    """The text of a pass, signed with the key that it names."""
    return passes.sign(
        passes.Pass(
            seat=row.seat_id,
            event=row.event_id,
            kind=_KIND_SEAT,
            issue=row.issue,
            not_before=row.not_before,
            expires_at=row.expires_at,
        ),
        PassKey(key.name, key.seed(seal)),
    )
