"""The seal: what must not be readable in a stolen copy of the database."""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_NONCE_BYTES = 12


class BrokenSeal(Exception):
    """The sealed bytes are not for this key and purpose, or were changed."""


class Seal:
    """Closes and opens small secrets with one 32-byte key from the settings (RFC 8439)."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = ChaCha20Poly1305(key)

    def trace(self, secret: str, purpose: str) -> str:
        """What tells this secret from others, and cannot be guessed back without the key."""
        return hmac.digest(self._key, f"{purpose}\n{secret}".encode(), "sha256").hex()

    def close(self, secret: bytes, purpose: str) -> bytes:
        """The secret, readable only with this key and for this purpose."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """The secret that `close` was given; BrokenSeal when it cannot be that."""
        nonce, rest = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, rest, purpose.encode())
        except (InvalidTag, ValueError) as problem:
            raise BrokenSeal(purpose) from problem
