"""Batches of scans as tablets send them, and the verdict on each."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import pure
from models.scans import Direction
from schema.enums import described
from schema.errors import UserError
from schema.nodes import encode
from venues.verdicts import Verdict

described(
    Direction,
    "Which way a person went through a gate.",
    ENTRY="In.",
    EXIT="Out; it is kept, and checks nobody in.",
)
described(
    Verdict,
    "What is said of a scan at the door.",
    ADMITTED="The pass opens the door, for the first time.",
    ALREADY_ADMITTED="The seat was admitted before; `checkedInAt` and `gate` say when and where.",
    CANCELLED="The seat was given up before the scan.",
    REPLACED="The pass was re-issued; this is its old form.",
    WRONG_EVENT="A genuine pass, for another event.",
    FORGED="Not a pass that we signed.",
    EXPIRED="The pass, or the tablet's own duty, was over or had not begun.",
    UNKNOWN="A genuine pass of a seat that is not known.",
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
        description="When the seat was first admitted, for both kinds of admission."
    )
    gate_id: strawberry.Private[UUID | None]
    gate_name: str = strawberry.field(
        description="The name of the gate that admitted it first; empty on a refusal."
    )

    @strawberry.field(description="The gate that admitted it first.", metadata=pure())
    def gate(self) -> strawberry.ID | None:
        return strawberry.ID(encode("Gate", self.gate_id)) if self.gate_id else None


@strawberry.input(description="One scan, as the tablet saw it.")
class ScanInput:
    id: UUID = strawberry.field(description="Minted by the tablet, best a UUIDv7; never reused.")
    token: str = strawberry.field(description="The text of the QR code, whatever it is.")
    scanned_at: datetime = strawberry.field(description="The tablet's own time of the scan.")
    direction: Direction = strawberry.field(
        default=Direction.ENTRY,
        description="An exit is kept; it checks nobody in.",
    )


@strawberry.input(
    description="Up to 500 scans of one gate. Safe to send twice, in any order, in parallel: "
    "a scan counts once by its id, and the earliest admission of a seat is its check-in."
)
class ScanBatchSubmitInput:
    event: strawberry.ID = strawberry.field(description="The event that the tablet scans for.")
    gate: strawberry.ID = strawberry.field(description="The gate that the tablet stands at.")
    sent_at: datetime = strawberry.field(
        description="The tablet's clock now, by which its offset is measured."
    )
    scans: list[ScanInput] = strawberry.field(description="1 to 500 scans, oldest first.")


@strawberry.type(description="What came of `scanBatchSubmit`.")
class ScanBatchSubmitPayload:
    answers: list[ScanAnswer] = strawberry.field(
        description="One for each scan, in the order of the batch; empty after a refusal."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
