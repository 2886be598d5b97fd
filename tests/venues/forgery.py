"""A pass, the key that signed it, and the means to bend it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import cbor2
from base45 import b45decode, b45encode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from venues.passes import PREFIX, ForgedPass, Pass, PassKey, verify

SEED = bytes(range(32))
KEY = PassKey(b"\x01", SEED)
KEYS = {KEY.key_id: KEY.public}
SEAT = UUID("01920000-0000-7000-8000-000000000001")
EVENT = UUID("01920000-0000-7000-8000-000000000002")
DOORS = datetime(2026, 9, 20, 8, 0, tzinfo=UTC)
PASS = Pass(SEAT, EVENT, kind=0, issue=1, not_before=DOORS, expires_at=DOORS + timedelta(hours=10))
HEADER = {1: -19, 4: b"\x01"}
EMPTY: dict[int, bytes] = {}
CLAIMS: dict[int, Any] = {
    4: int(PASS.expires_at.timestamp()),
    5: int(PASS.not_before.timestamp()),
    7: SEAT.bytes,
    -65537: [EVENT.bytes, 0, 1],
}


def text_of(message: bytes) -> str:
    encoded: bytes = b45encode(message)
    return PREFIX + encoded.decode()


def message_of(text: str) -> bytes:
    return bytes(b45decode(text.removeprefix(PREFIX)))


def signed(header: bytes, payload: bytes) -> bytes:
    """Sign whatever it is with the good key."""
    structure = cbor2.dumps(["Signature1", header, b"", payload])
    return Ed25519PrivateKey.from_private_bytes(SEED).sign(structure)


def well_signed(
    *,
    header: Any = HEADER,
    unprotected: Any = EMPTY,
    claims: Any = CLAIMS,
    tag: int = 18,
    more: tuple[Any, ...] = (),
) -> str:
    """Write a message that the good key has signed, with one part of it as told."""
    protected = header if isinstance(header, bytes) else cbor2.dumps(header)
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    parts = [protected, unprotected, payload, signed(protected, payload), *more]
    return text_of(cbor2.dumps(cbor2.CBORTag(tag, parts)))


def is_forged(text: str) -> bool:
    try:
        verify(text, KEYS)
    except ForgedPass:
        return True
    return False
