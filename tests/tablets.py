"""Tablets for tests: a key of their own, with which they sign what they say."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """A moment as tablets write it."""
    return (at - _EPOCH) // _MILLISECOND


@dataclass
class TabletKey:
    """A tablet's own key; on a real one its private half cannot be read."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        """The 32 bytes that the server keeps."""
        return self.private.public_key().public_bytes_raw()

    @property
    def public_text(self) -> str:
        """The same, as pairing takes it."""
        return b64encode(self.public).decode()

    def sign(self, context: bytes, text: str) -> bytes:
        """The signature over a text of that kind."""
        return self.private.sign(context + text.encode())

    def batch(
        self,
        device: UUID | str,
        event: UUID | str,
        gate: UUID | str,
        items: Sequence[Mapping[str, Any]],
        sent_at: datetime,
        **status: Any,
    ) -> dict[str, str]:
        """A batch and its signature, as `scanBatchSubmit` takes them."""
        said = {
            "v": 1, "device": str(device), "event": str(event), "gate": str(gate),
            "sentAt": milliseconds(sent_at), "status": status, "items": list(items),
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        return {
            "batch": text,
            "signature": b64encode(self.sign(b"paddock batch 1\n", text)).decode(),
        }
