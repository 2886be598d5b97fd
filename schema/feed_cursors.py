"""Places in a dealer's feed, as clients hold them: opaque, bound to the dealer, versioned."""

from uuid import UUID

from schema import opaque

_VERSION = b"1"
_SEQ_BYTES = 8


def cursor(dealer_id: UUID, seq: int) -> str:
    """The place behind a number of a dealer's feed."""
    return opaque.text(_VERSION + dealer_id.bytes + seq.to_bytes(_SEQ_BYTES, "big"))


def number_in(text: str, dealer_id: UUID) -> int | None:
    """The number in a cursor of this dealer's feed; None for anything else."""
    try:
        raw = opaque.raw(text)
    except ValueError:
        return None
    seq = int.from_bytes(raw[-_SEQ_BYTES:], "big")
    return seq if text == cursor(dealer_id, seq) else None
