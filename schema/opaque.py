"""Opaque texts, which clients pass back as they got them: URL-safe base64 without padding."""

from base64 import urlsafe_b64decode
from binascii import b2a_base64

URL_SAFE, DROPPED = bytes.maketrans(b"+/", b"-_"), b"=\n"


def text(raw: bytes) -> str:
    """As `urlsafe_b64encode` writes it, at half the price: a page has hundreds."""
    return b2a_base64(raw).translate(URL_SAFE, DROPPED).decode()


def raw(text: str) -> bytes:
    """What the text stands for. Raises ValueError for some that are none; others give rubbish."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
