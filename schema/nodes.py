"""Global ids: opaque, versioned, and the same for a thing wherever it is met."""

from binascii import b2a_base64
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import pure
from schema import opaque
from schema.edges import looks_away

_VERSION = "1"
_UUID_BYTES = 16


@strawberry.interface(description="Anything with an id that `node` finds again.")
class Node:
    """An object with a global id."""

    id: strawberry.ID = strawberry.field(description="Opaque and stable; pass it back as it is.")


def encode(kind: str, row_id: UUID) -> str:
    """The global id of a row shown as the GraphQL type `kind`."""
    return opaque.text(_head(kind) + row_id.bytes)


def decode(global_id: str) -> tuple[str, UUID] | None:
    """The kind and row id in a global id; None for anything else."""
    try:
        raw = opaque.raw(global_id)
    except ValueError:
        return None
    head, tail = raw[:-_UUID_BYTES], raw[-_UUID_BYTES:]
    if len(tail) < _UUID_BYTES or not head.startswith(_VERSION.encode()) or head[-1:] != b":":
        return None
    kind, found = head[1:-1].decode("ascii", "replace"), UUID(bytes=tail)
    return (kind, found) if encode(kind, found) == global_id else None


def row_id(global_id: str, *kinds: str) -> UUID:
    """The row id in a global id of one of these kinds; the nil UUID, which nothing has, if not.

    So an id that is nonsense, or of another kind, is answered as one that is missing.
    """
    found = decode(global_id)
    return found[1] if found and found[0] in kinds else UUID(int=0)


def node_id(kind: str) -> Any:
    """The `id` field of the type `kind` over rows that have a UUID `id`."""
    head = _head(kind)

    def resolve(root: strawberry.Parent[Any]) -> strawberry.ID:
        # As `encode` does it, but without a call: a page has hundreds.
        raw = b2a_base64(head + root.id.bytes)
        return raw.translate(opaque.URL_SAFE, opaque.DROPPED).decode()  # type: ignore[return-value]  # an ID is a str

    return strawberry.field(
        resolver=resolve,
        description="Opaque and stable; pass it back as it is.",
        metadata={**pure(), **looks_away()},
    )


def _head(kind: str) -> bytes:
    return f"{_VERSION}{kind}:".encode()
