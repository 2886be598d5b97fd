"""What an edge passes on: batches that tablets signed, whole."""

from datetime import datetime

import strawberry

from schema.errors import UserError


@strawberry.input(description="A batch as a tablet handed it to the edge.")
class RelayedBatchInput:
    batch: str = strawberry.field(description="The JSON text, exactly as the tablet signed it.")
    signature: str = strawberry.field(description="The tablet's signature over it, in base64.")
    received_at: datetime = strawberry.field(
        description="When the edge heard it, by the edge's clock."
    )


@strawberry.input(
    description="Hand in what tablets told the edge that asks. Safe to send twice, in any order, in"
    " parallel, and beside what the tablets send themselves: each item counts once."
)
class ScanRelayInput:
    sent_at: datetime = strawberry.field(description="The edge's clock, now.")
    clock_offset_ms: float = strawberry.field(
        default=0.0,
        description="What the edge has already added to its computer's own clock, in milliseconds.",
    )
    batches: list[RelayedBatchInput] = strawberry.field(
        description="At most 200, the first heard first; none at all is a sign of life."
    )


@strawberry.type(description="What became of one batch; its verdicts are not for the edge.")
class RelayAnswer:
    is_taken: bool = strawberry.field(description="Whether it counts, now or already before.")
    code: str | None = strawberry.field(
        description="Why not: NOT_FOUND, SIGNATURE_WRONG, DEVICE_REVOKED, BATCH_UNREADABLE or"
        " TOO_MANY_SCANS; sending it again would change nothing."
    )
    message: str | None = strawberry.field(description="The same in words.")


@strawberry.type(description="What came of `scanRelay`.")
class ScanRelayPayload:
    answers: list[RelayAnswer] = strawberry.field(
        description="One for each batch, in their order; empty after a refusal."
    )
    received_at: datetime | None = strawberry.field(
        description="When it was heard, by our clock; null after a refusal."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
