"""Conflicts at the door, and how they are settled, as the API has them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from engine.sizes import sized
from models import conflict_lists
from models.conflicts import ConflictKind, Settlement
from schema.devices import Device
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.gates import Gate
from schema.members import Member
from schema.nodes import Node, node_id
from schema.verdicts import Verdict

if TYPE_CHECKING:
    from schema.events import Event
    from schema.seats import Seat

described(
    ConflictKind,
    "Why somebody who was let in should not have been.",
    DOUBLE="The same pass let in more than once, as at two gates without a network.",
    CANCELLED="The seat was given up before.",
    REPLACED="A newer pass had taken the place of this one.",
    REALLOCATED="The seat had been given to another person.",
    RETIRED_KEY="The pass is signed with a key that is trusted no longer.",
    OVERFULL="More people walked in than the event has room for; it is one for the whole event.",
    OTHER="Anything else, as before the doors were open.",
)
described(
    Settlement,
    "What a conflict was, as somebody found out.",
    HARMLESS="The same person came twice.",
    INTRUDER="Somebody came in who had no right to.",
    MISTAKE="Staff or a tablet made a mistake.",
)

_MOST = conflict_lists.MOST_PASSAGES


@strawberry.type(description="One time that somebody passed a gate, as a conflict has it.")
class Passage:
    """Rows: models.conflict_lists.PassageRow."""

    gate_id: strawberry.Private[UUID]
    device_id: strawberry.Private[UUID]
    shown: strawberry.Private[str]
    gate_name: str = strawberry.field(description="The name of the gate.")
    device_name: str = strawberry.field(description="What the staff call the tablet.")
    at: datetime = strawberry.field(description="When, by the corrected clock of the tablet.")
    is_time_suspect: bool = strawberry.field(
        description="Whether the tablet's time was impossible; then `at` is when it was received."
    )
    is_alone: bool = strawberry.field(
        description="Whether the tablet decided by itself, without a network."
    )
    is_own: bool = strawberry.field(description="Whether it was the tablet that asks.")
    override_by_id: strawberry.Private[UUID | None]
    override_reason: str = strawberry.field(
        description="Why a supervisor let the person in all the same; empty where none did."
    )

    is_type_of = staticmethod(instances(conflict_lists.PassageRow))

    gate: Gate | None = edge("gate", "gate_id", "Through which gate.")

    device: Device | None = edge("device", "device_id", "The tablet that was there.")

    override_by: Member | None = edge(
        "member", "override_by_id",
        "Who let the person in all the same; null with a reason where they are not known to have"
        " had the right.",
    )  # fmt: skip

    @strawberry.field(
        description="What the tablet told the person; null where it has not said.", metadata=pure()
    )
    def verdict_shown(self) -> Verdict | None:
        return Verdict(self.shown) if self.shown in set(Verdict) else None


@strawberry.type(
    description="People were let in who, from all that is known now, should not have been. It is"
    " concluded from scans; settling it undoes nothing, and a scan that joins later opens it again."
)
class Conflict(Node):
    """Rows: models.conflict_lists.ConflictRow."""

    id: strawberry.ID = node_id("Conflict")
    seat_id: strawberry.Private[UUID]
    event_id: strawberry.Private[UUID]
    settled_by_id: strawberry.Private[UUID | None]
    scan_ids: strawberry.Private[list[str]]
    kind: ConflictKind = strawberry.field(description="Why they should not have been.")
    holder_name: str = strawberry.field(description="Whose seat it is.")
    passages: list[Passage] = strawberry.field(
        description=f"The scans, the earliest first; of more than {_MOST} the first ones and the"
        " last. In a double, the first is the admission that stands.",
        metadata=sized(3),
    )
    found_at: datetime = strawberry.field(description="When it was concluded.")
    settled_at: datetime | None = strawberry.field(description="When it was settled, if it is.")
    settlement: Settlement | None = strawberry.field(description="What it was, once settled.")
    note: str = strawberry.field(description="What was written on settling it; may be empty.")

    is_type_of = staticmethod(instances(conflict_lists.ConflictRow))

    @strawberry.field(description="How many scans it is made of.", metadata=pure())
    def passage_count(self) -> int:
        return len(self.scan_ids)

    @strawberry.field(
        description="How many seconds lie between its first passage and its last.", metadata=pure()
    )
    def apart_seconds(self) -> int:
        if not self.passages:
            return 0
        return round((self.passages[-1].at - self.passages[0].at).total_seconds())

    seat: Annotated["Seat", strawberry.lazy("schema.seats")] | None = edge(
        "seat", "seat_id", "Whose pass it was."
    )

    event: Annotated["Event", strawberry.lazy("schema.events")] | None = edge(
        "event", "event_id", "At which event."
    )

    settled_by: Member | None = edge("member", "settled_by_id", "Who settled it.")


@strawberry.input(description="Say what a conflict was; for venue staff and operators.")
class ConflictSettleInput:
    """Nothing is undone by it."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    conflict: strawberry.ID = strawberry.field(description="Which conflict.")
    settlement: Settlement = strawberry.field(description="What it was.")
    note: str = strawberry.field(default="", description="Up to 500 characters; may be empty.")


@strawberry.type(description="What came of `conflictSettle`.")
class ConflictSettlePayload:
    """The settled conflict, or why it is not."""

    conflict: Conflict | None = strawberry.field(description="The conflict as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
