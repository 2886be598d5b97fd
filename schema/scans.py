"""Batches of scans as tablets send them, and the verdict on each."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from engine.fields import pure
from engine.sizes import sized
from models.scans.rows import Direction
from models.stand_leads.said import Taken
from schema.conflicts import Conflict
from schema.enums import described
from schema.errors import ErrorCode, UserError
from schema.nodes import encode
from schema.verdicts import Verdict

described(
    Direction,
    "Which way a person went through a gate.",
    ENTRY="In.",
    EXIT="Out; it checks nobody in.",
)


@strawberry.type(description="What is known of one scan, from all that was heard so far.")
class ScanAnswer:
    """Rows: venues.batches.Answer."""

    scan_id: UUID = strawberry.field(description="The tablet's own id of the scan.")
    verdict: Verdict = strawberry.field(description="Whether the person may enter, or why not.")
    at: datetime = strawberry.field(description="When it was, the tablet's clock corrected.")
    is_time_suspect: bool = strawberry.field(
        description="Whether its time could not be, so that the time of receipt stands instead."
    )
    holder_name: str = strawberry.field(description="Whose seat it is; empty on a refusal.")
    checked_in_at: datetime | None = strawberry.field(
        description="When the seat was first admitted, or the entry was that this one repeats."
    )
    gate_id: strawberry.Private[UUID | None]
    gate_name: str = strawberry.field(
        description="The name of the gate where that was; empty on a refusal."
    )

    @strawberry.field(description="The gate where that was.", metadata=pure())
    def gate(self) -> strawberry.ID | None:
        return strawberry.ID(encode("Gate", self.gate_id)) if self.gate_id else None


@strawberry.type(description="What came of a visitor whom a tablet told of.")
class StandLeadAnswer:
    lead_id: UUID = strawberry.field(description="The tablet's own id of it.")
    is_taken: bool = strawberry.field(description="Whether it is good.")
    code: ErrorCode | None = strawberry.field(  # type: ignore[valid-type]
        description="Why not, for programs."
    )
    message: str = strawberry.field(description="Why not, in the tablet's language; else empty.")

    @classmethod
    def of(cls, taken: Taken, locale: str) -> Self:
        """The answer that tells of it."""
        return cls(
            lead_id=taken.said_id,
            is_taken=taken.is_taken,
            code=ErrorCode(taken.code) if taken.code else None,
            message=taken.message(locale),
        )


@strawberry.input(
    description="What a tablet says at once: up to 1,000 items of one gate, as a JSON text that it"
    " signed; docs/tablets.md tells its form. Safe to send twice, in any order, in parallel, or by"
    " way of an edge: an item counts once by its id, and what follows is concluded from them all."
)
class ScanBatchSubmitInput:
    batch: str = strawberry.field(description="The JSON text, exactly as it was signed.")
    signature: str = strawberry.field(
        description="The tablet's Ed25519 signature over `paddock batch 1`, a line feed and the"
        " text, in base64."
    )


@strawberry.type(description="What came of `scanBatchSubmit`.")
class ScanBatchSubmitPayload:
    answers: list[ScanAnswer] = strawberry.field(
        description="One for each scan, then for each walk-in, in their order; else none."
    )
    undone: list[UUID] = strawberry.field(description="The scans that were taken back.")
    leads: list[StandLeadAnswer] = strawberry.field(
        description="One for each lead, in the order of the batch.", metadata=sized(1)
    )
    conflicts: list[Conflict] = strawberry.field(
        description="Those in which the tablet has a part: open ones, and settled ones for a day.",
        metadata=sized(2),
    )
    unreadable: int = strawberry.field(description="How many items could not be read.")
    received_at: datetime | None = strawberry.field(
        description="When the batch was heard, by our clock; null after a refusal."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
