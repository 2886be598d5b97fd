"""The pass of a seat: a signed text that a tablet can check with a public key and no network.

A pass is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052), signed with Ed25519, written in base45
(RFC 9285) after the prefix `PD1:`. It has exactly one form, and so does its text: deterministic
CBOR, nothing optional, no other order. Two texts of one pass would slip past revocations and
counts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Self, cast
from uuid import UUID

import cbor2
from base45 import b45decode, b45encode
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface

PREFIX = "PD1:"
MOST_CHARACTERS = 221  # as many as a QR code of version 8-M holds in alphanumeric mode

_ALGORITHM, _KEY_ID = 1, 4  # labels of the COSE header
_ED25519 = -19  # RFC 9864: this curve and no other, where -8 would leave the curve open
_EXPIRES_AT, _NOT_BEFORE, _SEAT = 4, 5, 7  # registered claims: exp, nbf, cti
_EVENT_KIND_ISSUE = -65537  # RFC 8392 leaves labels below -65536 to private use
_SIGN1 = 18  # the tag of a COSE_Sign1

# The layout is matched, never parsed: nothing that a stranger wrote may reach a CBOR decoder. It is
# not for speed (cwt's COSE.decode takes 112 µs, the same with cryptography and cbor2 takes 110, of
# which Ed25519 104), but any decoding comes before the signature can be checked, and eleven bytes,
# d81e81c4821a3b9aca0001 (a fraction of 1E+1000000000), keep cbor2 5.9 busy until it is killed.
_LAYOUT = re.compile(
    rb"""
    \xd2\x84                                    # COSE_Sign1: tag 18, a list of four
    . \xa2\x01\x32\x04 . (?P<key_id> .{1,4})    # protected header: Ed25519, the key id
    \xa0                                        # unprotected header: empty
    \x58 . \xa4                                 # payload: a map of four claims
        \x04\x1a (?P<expires_at> .{4})
        \x05\x1a (?P<not_before> .{4})
        \x07\x50 (?P<seat> .{16})
        \x3a\x00\x01\x00\x00 \x83
            \x50 (?P<event> .{16})
            (?P<kind> [\x00-\x17])
            (?P<issue> [\x00-\x17] | \x18. | \x19..)
    \x58\x40 (?P<signature> .{64})
    """,
    re.VERBOSE | re.DOTALL,
)
_EPOCH = datetime.fromtimestamp(0, UTC)
_SECOND = timedelta(seconds=1)
_COSE = COSE.new()


class ForgedPass(Exception):
    """The text is not a pass signed with one of the keys."""


class OutOfBounds(ValueError):
    """A number, a time or a key id does not fit into a pass."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The right of a seat to enter an event from `not_before` until just before `expires_at`.

    `kind` is 0 to 23, `issue` 0 to 65535; the times are aware, and a signed pass keeps their whole
    seconds, which must lie between 1970-01-02 and 2106.
    """

    seat: UUID
    event: UUID
    kind: int
    issue: int
    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What verifies passes: the key id that they name, and the 32 raw bytes of an Ed25519 key.

    Raises ValueError for any other number of bytes.
    """

    key_id: bytes
    raw: bytes
    _loaded: Ed25519PublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Load the key once, and not again for every scan."""
        object.__setattr__(self, "_loaded", Ed25519PublicKey.from_public_bytes(self.raw))

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Tell whether this key's private half made the signature over the message."""
        try:
            self._loaded.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PassKey:
    """What signs passes: a key id of 1 to 4 bytes, and the 32 secret bytes of an Ed25519 key.

    Raises ValueError for any other number of secret bytes.
    """

    key_id: bytes
    seed: bytes = field(repr=False)
    public: PublicKey = field(init=False, repr=False, compare=False)
    _cose: COSEKeyInterface = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Derive the public half, and the form in which cwt takes the private one."""
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        cose = COSEKey.new({1: 1, 3: _ED25519, -1: 6, -2: raw, -4: self.seed})
        object.__setattr__(self, "public", PublicKey(self.key_id, raw))
        object.__setattr__(self, "_cose", cose)

    @classmethod
    def generate(cls, key_id: bytes) -> Self:
        """Make a new random key."""
        return cls(key_id, token_bytes(32))

    def sign1(self, payload: bytes) -> bytes:
        """Wrap the payload in a COSE_Sign1 that names this key in its protected header."""
        return cast("bytes", _COSE.encode_and_sign(payload, self._cose, _header(self.key_id)))


def sign(pass_: Pass, key: PassKey) -> str:
    """Write the pass as the text of its QR code; the same pass and key give the same text.

    Raises OutOfBounds for a pass or a key id that verify would not read back.
    """
    message = key.sign1(_claims(pass_))
    if not _LAYOUT.fullmatch(message):
        raise OutOfBounds(pass_)
    encoded: bytes = b45encode(message)
    return PREFIX + encoded.decode()


def verify(text: str, keys: Mapping[bytes, PublicKey]) -> Pass:
    """Read a pass that one of the keys, by key id, has signed; whitespace at the ends is ignored.

    Whether it is expired is for the caller to judge, by the time of the scan. Raises ForgedPass,
    and nothing else, for any other text.
    """
    message = _message(text)
    found = _LAYOUT.fullmatch(message)
    key = keys.get(found["key_id"]) if found else None
    if not found or not key:
        raise ForgedPass
    pass_, signature = _pass(found), found["signature"]
    header, claims = cbor2.dumps(_header(key.key_id)), _claims(pass_)
    if message != cbor2.dumps(cbor2.CBORTag(_SIGN1, [header, {}, claims, signature])):
        raise ForgedPass
    if not key.signed(cbor2.dumps(["Signature1", header, b"", claims]), signature):
        raise ForgedPass
    return pass_


def _message(text: str) -> bytes:
    stripped = text.strip()
    if len(stripped) > MOST_CHARACTERS or not stripped.startswith(PREFIX):
        raise ForgedPass
    try:
        message: bytes = b45decode(stripped.removeprefix(PREFIX))
    except ValueError as error:
        raise ForgedPass from error
    return message


def _pass(found: re.Match[bytes]) -> Pass:
    return Pass(
        seat=UUID(bytes=found["seat"]),
        event=UUID(bytes=found["event"]),
        kind=found["kind"][0],
        issue=int.from_bytes(found["issue"][1:] or found["issue"]),
        not_before=_EPOCH + int.from_bytes(found["not_before"]) * _SECOND,
        expires_at=_EPOCH + int.from_bytes(found["expires_at"]) * _SECOND,
    )


def _header(key_id: bytes) -> dict[int, int | bytes]:
    return {_ALGORITHM: _ED25519, _KEY_ID: key_id}


def _claims(pass_: Pass) -> bytes:
    return cbor2.dumps(
        {
            _EXPIRES_AT: (pass_.expires_at - _EPOCH) // _SECOND,
            _NOT_BEFORE: (pass_.not_before - _EPOCH) // _SECOND,
            _SEAT: pass_.seat.bytes,
            _EVENT_KIND_ISSUE: [pass_.event.bytes, pass_.kind, pass_.issue],
        }
    )
