"""Opaque secrets: made here, handed out once, stored as hashes."""

import secrets
from hashlib import sha256

# No 0, O, 1, I, L: these are read aloud and typed with cold fingers.
_READABLE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def opaque(prefix: str) -> str:
    """A token with 256 bits of chance; the prefix tells a leaked one's kind."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digits(count: int) -> str:
    """A one-time code of so many decimal digits."""
    return "".join(secrets.choice("0123456789") for _ in range(count))


def readable(count: int) -> str:
    """A one-time code of capital letters and digits that do not look alike."""
    return "".join(secrets.choice(_READABLE) for _ in range(count))


def is_readable(said: str, count: int) -> bool:
    """Whether it may be a code that `readable` has made."""
    return len(said) == count and set(said) <= set(_READABLE)


def hashed(secret: str) -> str:
    """What the database keeps of a secret; SHA-256 in hexadecimal."""
    return sha256(secret.encode()).hexdigest()
