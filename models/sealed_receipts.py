"""A sealed receipt: what a person said to a dealer, signed by the brand, without naming the person.

It is verified with public keys and nothing else: no database, no network. A receipt has exactly one
form, so that the same text is the same receipt to whoever reads it: JSON as JSON.stringify writes
it, without white space, each name once. docs/privacy.md has its fields.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.receipts import TABLET_CONTEXT

CONTEXT = b"paddock sealed consent 1\n"

_VERSION = 1
_KEY_ID_DIGITS = 16
_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)
_ID, _HASH = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), re.compile(r"[0-9a-f]{64}")
_KINDS: Mapping[str, type] = {
    "v": int, "id": str, "subject": str, "dealer": str, "dealerName": str, "purposes": list,
    "granted": bool, "textVersion": int, "textHash": str, "language": str, "at": int,
    "method": str,
}  # fmt: skip
_OF_TABLET: Mapping[str, type] = {"device": str, "key": str, "receipt": str, "verified": bool}


class ReceiptWrong(Exception):
    """It proves nothing; the message says why."""


@dataclass(frozen=True, slots=True)
class TabletReceipt:
    """What a tablet signed, with the public half of its key; it names the person.

    `salt` is by chance: who knows the digest alone cannot try names and numbers against it.
    """

    device: UUID
    public_key: bytes
    text: str
    signature: bytes
    salt: str

    @property
    def digest(self) -> str:
        """What a sealed receipt says of it: SHA-256 of salt and text, in hexadecimal."""
        return sha256(f"{self.salt}\n{self.text}".encode(errors="replace")).hexdigest()

    @property
    def is_genuine(self) -> bool:
        """Whether the key signed the text."""
        return _is_signed(self.public_key, self.signature, TABLET_CONTEXT, self.text)


@dataclass(frozen=True, slots=True)
class Said:
    """One word of a person to a dealer, `at` in UTC, the person by pseudonym."""

    id: UUID
    subject: UUID
    dealer: UUID
    dealer_name: str
    purposes: Sequence[str]
    is_granted: bool
    text_version: int
    text_hash: str
    language: str
    at: datetime
    method: str
    tablet: TabletReceipt | None = None

    @property
    def text(self) -> str:
        """The receipt's text: what is signed."""
        said: dict[str, Any] = {
            "v": _VERSION, "id": str(self.id), "subject": str(self.subject),
            "dealer": str(self.dealer), "dealerName": self.dealer_name,
            "purposes": list(self.purposes), "granted": self.is_granted,
            "textVersion": self.text_version, "textHash": self.text_hash,
            "language": self.language, "at": (self.at - _EPOCH) // _MILLISECOND,
            "method": self.method,
        }  # fmt: skip
        if self.tablet:
            said["tablet"] = {
                "device": str(self.tablet.device),
                "key": self.tablet.public_key.hex(),
                "receipt": self.tablet.digest,
                "verified": self.tablet.is_genuine,
            }
        return _written(said)


def key_id_of(public_key: bytes) -> str:
    """The name of a key: the first half of its SHA-256's first half, in hexadecimal."""
    return sha256(public_key).hexdigest()[:_KEY_ID_DIGITS]


def sign(text: str, seed: bytes) -> bytes:
    """The brand's signature under a receipt's text."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(CONTEXT + text.encode())


def check(line: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """What the receipt in this line of JSON says; raises ReceiptWrong.

    `keys` are the public keys that are trusted, by name. A tablet's own receipt that lies beside is
    held against what the sealed one says of it.
    """
    found = _opened(line)
    text, signature = found["text"], _bytes(found["signature"])
    key = keys.get(found["keyId"])
    if key is None:
        raise ReceiptWrong(f"signed with the key {found['keyId']}, which is not among the trusted")
    if not _is_signed(key, signature, CONTEXT, text):
        raise ReceiptWrong("the signature is not that of this text")
    said = _read(text)
    if found.get("tablet") is not None:
        _check_tablet(found["tablet"], said.get("tablet"))
    return said


def _opened(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ReceiptWrong("this is no JSON") from None
    names = ("text", "signature", "keyId")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in names):
        raise ReceiptWrong("a receipt has a text, a signature and a keyId")
    return found


def _read(text: str) -> dict[str, Any]:
    """The fields of a text that is signed; another form was never sealed by this house."""
    try:
        said = json.loads(text)
        tablet = said.get("tablet", dict.fromkeys(_OF_TABLET))
        is_whole = said.keys() | {"tablet"} == {*_KINDS, "tablet"}
        is_typed = all(type(said[name]) is kind for name, kind in _KINDS.items())
        is_known = said["v"] == _VERSION and _HASH.fullmatch(said["textHash"])
        is_named = all(_ID.fullmatch(said[name]) for name in ("id", "subject", "dealer"))
        is_plain = _written(said) == text and tablet.keys() == _OF_TABLET.keys()
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError):
        raise ReceiptWrong("the text is not one of a receipt") from None
    if not (is_whole and is_typed and is_known and is_named and is_plain):
        raise ReceiptWrong("the text is not one of a receipt")
    return dict(said)


def _check_tablet(shown: Any, sealed: Mapping[str, Any] | None) -> None:
    """The tablet's receipt is the one that was sealed, and its tablet signed it."""
    names = ("text", "signature", "salt")
    if not isinstance(shown, dict) or not all(isinstance(shown.get(name), str) for name in names):
        raise ReceiptWrong("a tablet's receipt has a text, a signature and a salt")
    if sealed is None:
        raise ReceiptWrong("no tablet took this consent, and a tablet's receipt lies beside it")
    tablet = TabletReceipt(
        UUID(sealed["device"]), bytes.fromhex(sealed["key"]), shown["text"],
        _bytes(shown["signature"]), shown["salt"],
    )  # fmt: skip
    if tablet.digest != sealed["receipt"]:
        raise ReceiptWrong("the tablet's receipt is not the one that was sealed")
    if not tablet.is_genuine:
        raise ReceiptWrong("the tablet did not sign its receipt")


def _bytes(said: str) -> bytes:
    try:
        return bytes.fromhex(said)
    except ValueError:
        raise ReceiptWrong("a signature is written in hexadecimal") from None


def _is_signed(key: bytes, signature: bytes, context: bytes, text: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, context + text.encode())
    except (InvalidSignature, ValueError):  # of a key or a text that is none, too
        return False
    return True


def _written(said: Mapping[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
