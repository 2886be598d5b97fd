"""The provider for tests and desks: no money moves, and callbacks are signed with our own secret.

A callback is a POST of JSON: `{"id", "kind", "reference", "amount", "currency", "at"}`. Its `kind`
is PAID or REFUNDED and `amount` is in hundredths of a yuan. The header Paddock-Signature holds the
HMAC-SHA-256 of the body in hexadecimal.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from models.appointments.payments import CURRENCY, Notice, NoticeKind

NAME = "rehearsal"
HEADER = "paddock-signature"
_TEXT_MOST = 80
_AMOUNT_MOST = 2**31


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A provider that takes every payment as soon as somebody signs that it did."""

    secret: bytes = field(repr=False)
    public_url: str = ""

    async def create(self, reference: str, amount_fen: int) -> str:
        """An address that says what is owed; nothing is there."""
        return f"{self.public_url}/payments/{NAME}/{reference}?amount={amount_fen}"

    async def refund(self, reference: str, amount_fen: int) -> None:
        """Nothing was paid, so there is nothing to pay back."""

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """What a callback says, if it was signed with the secret."""
        given = headers.get(HEADER, "").encode()
        if not hmac.compare_digest(given, self.signature(body).encode()):
            return None
        try:
            return _notice(orjson.loads(body))
        except (KeyError, TypeError, ValueError):
            return None

    def signature(self, body: bytes) -> str:
        """What the header of a callback holds."""
        return hmac.new(self.secret, body, sha256).hexdigest()


def callback(
    notice_id: str, kind: NoticeKind, reference: str, amount_fen: int, at: datetime
) -> bytes:
    """The body of a callback."""
    return orjson.dumps(
        {
            "id": notice_id,
            "kind": kind,
            "reference": reference,
            "amount": amount_fen,
            "currency": CURRENCY,
            "at": at.isoformat(),
        }
    )


def _notice(said: dict[str, Any]) -> Notice:
    at = datetime.fromisoformat(said["at"])
    if at.tzinfo is None:
        raise ValueError("at has no offset")
    amount = said["amount"]
    if not isinstance(amount, int) or not 0 <= amount < _AMOUNT_MOST:
        raise ValueError("amount is none")
    return Notice(
        provider=NAME,
        notice_id=_text(said["id"]),
        kind=NoticeKind(said["kind"]),
        reference=_text(said["reference"]),
        amount_fen=amount,
        currency=_text(said["currency"])[:8],
        said_at=at.astimezone(UTC),
    )


def _text(said: object) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= _TEXT_MOST or "\0" in said:
        raise ValueError("a text is none")
    return said
