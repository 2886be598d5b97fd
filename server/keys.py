"""Every key that the server needs, derived from its one secret: none can be found from another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_BYTES = 32


def sealing(secret: str) -> bytes:
    """Seals the signing keys in the database: AES-256."""
    return _derived(secret, "paddock signing keys 1")


def unsubscribing(secret: str) -> bytes:
    """Signs the unsubscribe links in letters: HMAC-SHA-256."""
    return _derived(secret, "paddock unsubscribe links 1")


def linking_passes(secret: str) -> bytes:
    """Seals the seat in the link to its pass: AES-128-SIV."""
    return _derived(secret, "paddock pass links 1")


def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), _BYTES, salt=None, info=purpose.encode()).derive(secret.encode())
