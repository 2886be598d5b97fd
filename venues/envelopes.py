"""An envelope: a batch as a tablet wrote and signed it, opened into what it says.

The text is verified as it came, byte for byte, and only then read; an edge passes it on unopened.
"""

from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models.refusals import BatchUnreadable, SignatureWrong, TooManyScans
from models.scans.rows import Direction
from models.scans.said import MOST
from venues.verdicts import Verdict

CONTEXT = b"paddock batch 1\n"
MOST_TOKEN = 4096  # characters; a longer text is no pass, and is kept as its beginning

_LAST_MILLISECOND = 253_402_300_799_999  # of the year 9999
_EPOCH = datetime.fromtimestamp(0, UTC)


def _moment(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


Milliseconds = Annotated[int, Field(strict=True, ge=0, le=_LAST_MILLISECOND)]
Moment = Annotated[Any, AfterValidator(lambda value: _moment(_MILLISECONDS(value)))]
_MILLISECONDS = TypeAdapter(Milliseconds).validate_python


class _Said(BaseModel):
    """Shut against misspelt names; what a newer tablet adds comes with a new version."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Override(_Said):
    """A supervisor let the person in all the same, and why."""

    by: UUID
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ToldScan(_Said):
    """Somebody stood at the gate, with a pass or found by name; `shown` None while it asks."""

    kind: Literal["scan"]
    id: UUID
    at: Moment
    token: str = ""
    seat: UUID | None = None
    direction: Direction = Direction.ENTRY
    shown: Verdict | None = None
    alone: bool = False
    override: Override | None = None


class ToldUndo(_Said):
    """A scan of this tablet did not happen."""

    kind: Literal["undo"]
    id: UUID
    at: Moment
    scan: UUID


class ToldWalkIn(_Said):
    """Somebody without a registration was let in; `seat` was minted by the tablet."""

    kind: Literal["walkIn"]
    id: UUID
    at: Moment
    seat: UUID
    name: Annotated[str, Field(max_length=400)]
    phone: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=400)] = ""
    language: Annotated[str, Field(max_length=8)] = "en"
    shown: Verdict | None = None
    alone: bool = False


class Visitor(_Said):
    """Somebody at a stand who has no pass."""

    name: Annotated[str, Field(max_length=400)]
    phone: Annotated[str, Field(max_length=100)] = ""
    email: Annotated[str, Field(max_length=400)] = ""
    language: Annotated[str, Field(max_length=8)] = "en"


class LeadAnswer(_Said):
    """What a visitor answered to a question of the dealer."""

    question: UUID
    answer: Annotated[str, Field(max_length=500)]


class ToldLead(_Said):
    """A visitor at a dealer's stand agreed; the receipt says to what, under its own signature."""

    kind: Literal["lead"]
    id: UUID
    at: Moment
    token: Annotated[str, Field(max_length=MOST_TOKEN)] = ""
    seat: UUID | None = None
    visitor: Visitor | None = None
    answers: Annotated[tuple[LeadAnswer, ...], Field(max_length=50)] = ()
    receipt: Annotated[str, Field(max_length=4000)]
    signature: Annotated[str, Field(max_length=200)]


class Status(_Said):
    """What a tablet tells of itself, as far as it knows."""

    battery: Annotated[int, Field(ge=0, le=100)] | None = None
    unsent: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    app: Annotated[str, Field(max_length=32)] | None = None
    seq: Annotated[int, Field(ge=0)] | None = None


Told = Annotated[ToldScan | ToldUndo | ToldWalkIn | ToldLead, Field(discriminator="kind")]


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1]
    device: UUID
    event: UUID
    gate: UUID
    sent_at: Moment = Field(alias="sentAt")
    status: Status = Status()
    items: list[Any]


class _Named(BaseModel):
    device: UUID


_ITEM: TypeAdapter[Any] = TypeAdapter(Told)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A batch that was opened; `unreadable` counts the items that are none."""

    device: UUID
    event: UUID
    gate: UUID
    sent_at: datetime
    status: Status
    scans: tuple[ToldScan, ...] = ()
    undos: tuple[ToldUndo, ...] = ()
    walk_ins: tuple[ToldWalkIn, ...] = ()
    leads: tuple[ToldLead, ...] = ()
    unreadable: int = 0


def raw(text: str) -> bytes:
    """The bytes of a base64 text; none at all for any other, which no key and no signature is."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def open_envelope(text: str, signature: bytes, public_key: bytes) -> Envelope:
    """Verify the text with the tablet's key and read it; one bad item costs only itself.

    Refuses with SignatureWrong, BatchUnreadable or TooManyScans.
    """
    try:
        message = CONTEXT + text.encode()
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, UnicodeEncodeError, ValueError) as error:
        raise SignatureWrong("signature") from error
    return _read(text)


def named_device(text: str) -> UUID | None:
    """The tablet that a text names, though nothing says yet that it has signed it."""
    try:
        return _Named.model_validate(orjson.loads(text)).device
    except (orjson.JSONDecodeError, ValidationError):
        return None


def _read(text: str) -> Envelope:
    try:
        head = _Head.model_validate(orjson.loads(text))
    except (orjson.JSONDecodeError, ValidationError) as error:
        raise BatchUnreadable("batch") from error
    if len(head.items) > MOST:
        raise TooManyScans("batch", most=MOST)
    items, unreadable = [], 0
    for said in head.items:
        try:
            items.append(_ITEM.validate_python(said))
        except ValidationError:
            unreadable += 1
    return Envelope(
        head.device,
        head.event,
        head.gate,
        head.sent_at,
        head.status,
        scans=tuple(item for item in items if isinstance(item, ToldScan)),
        undos=tuple(item for item in items if isinstance(item, ToldUndo)),
        walk_ins=tuple(item for item in items if isinstance(item, ToldWalkIn)),
        leads=tuple(item for item in items if isinstance(item, ToldLead)),
        unreadable=unreadable,
    )
