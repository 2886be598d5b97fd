"""Binary values as the API takes them: base64 of RFC 4648."""

import binascii
from base64 import b64decode


def raw(text: str) -> bytes:
    """The bytes; none at all for a text that is no base64, which no key and no signature is."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
