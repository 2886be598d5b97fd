"""Tablets for tests: each has a key of its own, with which it signs what it says."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models import clock, ids
from schema.nodes import decode

_EPOCH = datetime.fromtimestamp(0, UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(at: datetime) -> int:
    """A moment as tablets write it."""
    return (at - _EPOCH) // _MILLISECOND


def key_of(global_id: str) -> UUID:
    """The id that stands in batches for one that the API has told."""
    found = decode(global_id)
    assert found is not None
    return found[1]


def scan(
    token: str, at: datetime | None = None, scan_id: UUID | None = None, **said: Any
) -> dict[str, Any]:
    """One scan as a tablet says it."""
    return {
        "kind": "scan",
        "id": str(scan_id or ids.new()),
        "token": token,
        "at": milliseconds(at or clock.now()),
        **said,
    }


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

    def sign(self, context: bytes, text: str) -> str:
        """The signature over a text of that kind, in base64."""
        return b64encode(self.private.sign(context + text.encode())).decode()


@dataclass
class Tablet:
    """A paired tablet at a gate."""

    device: UUID
    event: UUID
    gate: UUID
    key: TabletKey = field(default_factory=TabletKey)

    def batch(
        self, items: Sequence[Mapping[str, Any]], sent_at: datetime | None = None, **status: Any
    ) -> dict[str, str]:
        """A batch and its signature, as `scanBatchSubmit` takes them."""
        said = {
            "v": 1, "device": str(self.device), "event": str(self.event), "gate": str(self.gate),
            "sentAt": milliseconds(sent_at or clock.now()), "status": status, "items": list(items),
        }  # fmt: skip
        text = json.dumps(said, ensure_ascii=False)
        return {"batch": text, "signature": self.key.sign(b"paddock batch 1\n", text)}
