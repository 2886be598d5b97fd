"""A forger: takes a real pass and signs it with a key of their own."""

import base45
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SIGNATURE_BYTES = 64


def forged(text: str) -> str:
    """The same claims under the same key id, with a stranger's signature."""
    prefix, _, body = text.partition(":")
    message = base45.b45decode(body)
    signature = Ed25519PrivateKey.generate().sign(message[:-_SIGNATURE_BYTES])
    return f"{prefix}:{base45.b45encode(message[:-_SIGNATURE_BYTES] + signature).decode()}"
