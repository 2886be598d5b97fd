"""What is said of scans, what is known of their seats, and what is concluded from both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.conflicts import ConflictKind
from models.doors import NameShown, Reentry
from models.scans.rows import Direction

MOST = 1_000
UNDONE_WITHIN = timedelta(minutes=1)

Key = tuple[UUID, UUID]  # device, scan id


@dataclass(frozen=True, slots=True)
class Said:
    """One scan as a device said it, its time corrected, its pass read or not.

    `shown` is empty while the device only asks.
    """

    device_id: UUID
    scan_id: UUID
    event_id: UUID
    gate_id: UUID
    direction: Direction
    token: str
    said_at: datetime
    received_at: datetime
    clock_offset_ms: int
    at: datetime
    is_time_suspect: bool
    seat_id: UUID | None
    shown: str = ""
    is_alone: bool = False
    override_by_id: UUID | None = None
    override_reason: str = ""

    @property
    def key(self) -> Key:
        """What makes a scan one and the same, however often it is sent."""
        return self.device_id, self.scan_id


@dataclass(frozen=True, slots=True)
class Undone:
    """A scan that its own device took back."""

    device_id: UUID
    scan_id: UUID
    said_at: datetime
    received_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is true of a scanned seat, and by which rules its event's door is run.

    `replaced` says of each old issue of its pass when it ceased to hold, `reallocated_at` since
    when the seat is another person's. `has_other_seat` is whether the same member has, or gave up,
    another seat there. `has_consented` is whether its holder ever did, to anyone: most have not,
    and make no leads. `walk_ins_ended_at` is since when nobody may walk in there.
    """

    seat_id: UUID
    event_id: UUID
    contact_id: UUID
    member_id: UUID | None
    holder_name: str
    pass_issue: int
    cancelled_at: datetime | None
    replaced: dict[str, str]
    reallocated_at: datetime | None
    zone: str
    has_other_seat: bool
    has_consented: bool
    has_conflict: bool
    starts_at: datetime
    ends_at: datetime
    opens_minutes: int | None
    closes_minutes: int | None
    reentry: Reentry
    is_daily: bool
    is_per_hall: bool
    name_shown: NameShown
    walk_ins_ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored scan, with where it was; `undone_said_at` is the device's time of taking it back.

    An `override_reason` without a name is of somebody who is not known to have had the right.
    """

    id: UUID
    device_id: UUID
    scan_id: UUID
    seat_id: UUID | None
    event_id: UUID
    gate_id: UUID
    gate_name: str
    hall_id: UUID
    direction: Direction
    said_at: datetime
    at: datetime
    is_time_suspect: bool
    refusal: str
    shown: str
    override_by_id: UUID | None
    undone_said_at: datetime | None
    override_reason: str = ""

    @property
    def key(self) -> Key:
        """What makes a scan one and the same, however often it is sent."""
        return self.device_id, self.scan_id

    @property
    def is_entry(self) -> bool:
        """Whether the person went in."""
        return self.direction is Direction.ENTRY


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on a scan, and for one that repeats an entry, which."""

    verdict: str
    earlier: Heard | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What follows from all scans of one seat, in whichever order they were heard.

    `counted` are the passages that count, `conflicts` the scans of each kind of conflict, both the
    earliest first.
    """

    rulings: Mapping[Key, Ruling]
    counted: Sequence[Heard]
    conflicts: Mapping[ConflictKind, Sequence[Heard]]

    @property
    def admission(self) -> Heard | None:
        """The first entry that counts."""
        return next((scan for scan in self.counted if scan.is_entry), None)

    @property
    def last(self) -> Heard | None:
        """The last passage that counts."""
        return self.counted[-1] if self.counted else None


@dataclass(frozen=True, slots=True)
class Concluded:
    """A stored scan, its ruling, the admission that stands for its seat, and the seat."""

    scan: Heard
    ruling: Ruling
    admission: Heard | None = None
    seat: SeatFacts | None = None


Judge = Callable[[Said, SeatFacts | None], str]
"""Gives the refusal of a scan by what it shows and what is known, empty for none; pure."""

Merge = Callable[[Sequence[Heard], SeatFacts], Conclusion]
"""Concludes from all scans of a seat; pure."""


def is_in_time(said_at: datetime, undone_said_at: datetime) -> bool:
    """Whether a scan was taken back in time; both times are of one clock, whatever it shows."""
    return timedelta(0) <= undone_said_at - said_at <= UNDONE_WITHIN
