"""Links to passes: what a letter holds so that its reader has the pass on their phone."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

PATH = "/pass"
TOKEN_CHARACTERS = 43
_PURPOSE = [b"paddock pass link 1"]


@dataclass(frozen=True, slots=True)
class PassLinks:
    """Makes and reads links under `address`, with a 32-byte key from the settings.

    A token is the link id of a seat under AES-SIV (RFC 5297), at first the seat's own id: the same
    each time, and without the key it can neither be guessed nor read. `has_wallet` is whether a
    phone's wallet can take a pass.
    """

    address: str
    key: bytes = field(repr=False)
    has_wallet: bool = False

    def url(self, seat_id: UUID) -> str:
        """The page of the seat's pass."""
        return f"{self.address}{PATH}/{self.token(seat_id)}"

    def token(self, seat_id: UUID) -> str:
        """The last part of the link; TOKEN_CHARACTERS long, fit for an address."""
        sealed = AESSIV(self.key).encrypt(seat_id.bytes, _PURPOSE)
        return urlsafe_b64encode(sealed).decode().rstrip("=")

    def seat_of(self, token: str) -> UUID | None:
        """The seat in a token of ours; None for anything else."""
        if len(token) != TOKEN_CHARACTERS or not token.isascii():
            return None
        try:
            sealed = urlsafe_b64decode(token + "=")
            seat_id = UUID(bytes=AESSIV(self.key).decrypt(sealed, _PURPOSE))
        except (ValueError, InvalidTag):
            return None
        return seat_id if self.token(seat_id) == token else None
