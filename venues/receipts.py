"""The receipt of a consent: verified with the tablet's public key and nothing else.

A receipt has exactly one form, so that the same text is the same receipt to whoever reads it: JSON
as JSON.stringify writes it, without white space, each name once. docs/tablets.md has its fields.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from models.receipts import TABLET_CONTEXT, Receipt
from models.refusals import ReceiptForged, ReceiptUnreadable

CONTEXT = TABLET_CONTEXT
MOST_BYTES = 4000  # of the text, as UTF-8

_VERSION = 1
_MOST_PURPOSES = 8
_MOST_VERSION = 2**31 - 1
_LAST_MILLISECOND = 253_402_300_799_999  # of the year 9999
_EPOCH = datetime.fromtimestamp(0, UTC)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{2,4})?")
_PURPOSE = re.compile(r"[A-Z_]{1,16}")


def read(
    text: str, signature: bytes, public_key: bytes
) -> Receipt | ReceiptForged | ReceiptUnreadable:
    """The receipt, or why it is none; a text that the tablet did not sign is not looked into."""
    try:
        signed = text.encode()
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, CONTEXT + signed)
    except (InvalidSignature, ValueError):  # of a key or a text that is none, too
        return ReceiptForged()
    try:
        return _receipt(text) if len(signed) <= MOST_BYTES else ReceiptUnreadable()
    except (ValueError, RecursionError):
        return ReceiptUnreadable()


def _receipt(text: str) -> Receipt:
    """Raises ValueError for any text that is no receipt, RecursionError for some."""
    said = json.loads(text)
    if not isinstance(said, dict) or said.keys() | {"seat"} != _FIELDS.keys():
        raise ValueError("other fields")
    if json.dumps(said, ensure_ascii=False, separators=(",", ":")) != text:
        raise ValueError("written otherwise")
    read = {name: _FIELDS[name](value) for name, value in said.items()}
    return Receipt(
        id=read["id"],
        device=read["device"],
        event=read["event"],
        dealer=read["dealer"],
        dealer_name=read["dealerName"],
        purposes=read["purposes"],
        text_version=read["textVersion"],
        text_hash=read["textHash"],
        language=read["language"],
        at=read["at"],
        name=read["name"],
        phone=read["phone"],
        email=read["email"],
        seat=read.get("seat"),
    )


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:  # bool is an int, too
            raise ValueError("no such number")
        return value

    return read


def _line(least: int, most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise ValueError("no such text")
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
            raise ValueError("characters that cannot be shown")
        return value

    return read


def _written(form: re.Pattern[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError("another form")
        return value

    return read


def _id(value: Any) -> UUID:
    return UUID(_written(_ID)(value))


def _moment(value: Any) -> datetime:
    return _EPOCH + timedelta(milliseconds=_whole(0, _LAST_MILLISECOND)(value))


def _purposes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_PURPOSES:
        raise ValueError("no purposes")
    purposes = tuple(_written(_PURPOSE)(purpose) for purpose in value)
    if len(set(purposes)) < len(purposes):
        raise ValueError("a purpose said twice")
    return purposes


_FIELDS = cast(
    dict[str, Callable[[Any], Any]],
    {
        "v": _whole(_VERSION, _VERSION),
        "id": _id,
        "device": _id,
        "event": _id,
        "dealer": _id,
        "dealerName": _line(1, 120),
        "purposes": _purposes,
        "textVersion": _whole(1, _MOST_VERSION),
        "textHash": _written(_HASH),
        "language": _written(_LANGUAGE),
        "at": _moment,
        "name": _line(0, 80),
        "phone": _line(0, 32),
        "email": _line(0, 254),
        "seat": _id,
    },
)
