"""Merging: what all scans of a seat come to, in whichever order they were heard.

Two gates without a network may both let the same pass in. Nothing undoes that; what can be done is
to say so, to both, and to count it once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from models.conflicts import ConflictKind
from models.scans.said import Conclusion, Heard, Key, Ruling, SeatFacts, is_in_time
from venues import passages
from venues.passages import Rules
from venues.verdicts import LETS_IN, Verdict

_KINDS = {
    Verdict.CANCELLED: ConflictKind.CANCELLED,
    Verdict.REPLACED: ConflictKind.REPLACED,
    Verdict.FORGED: ConflictKind.RETIRED_KEY,  # of any other forgery no seat is known
}


_NEVER = {Verdict.FORGED, Verdict.UNKNOWN}
"""What nobody overrides."""


class Scan(passages.Passage, Protocol):
    """A stored scan of a seat; `refusal` is empty for a pass that opens the door."""

    @property
    def said_at(self) -> datetime:
        """When, by the tablet's clock."""

    @property
    def refusal(self) -> str:
        """What does not depend on the other scans."""

    @property
    def override_by_id(self) -> UUID | None:
        """Who let the person in all the same."""

    @property
    def undone_said_at(self) -> datetime | None:
        """When the tablet took it back, by its clock."""


S = TypeVar("S", bound=Scan)


def rules_of(seat: SeatFacts) -> Rules:
    """The rules of the door that the seat is for."""
    opens, closes = seat.opens_minutes, seat.closes_minutes
    return Rules(
        zone=seat.zone,
        opens_at=None if opens is None else seat.starts_at - timedelta(minutes=opens),
        closes_at=None if closes is None else seat.ends_at + timedelta(minutes=closes),
        reentry=seat.reentry,
        is_daily=seat.is_daily,
        is_per_hall=seat.is_per_hall,
    )


def conclude(heard: Sequence[Heard], seat: SeatFacts) -> Conclusion:
    """What the scans of a seat come to: a function of the set of them.

    They are gone through by corrected time, then by the tablet's own id; those whose time could not
    be come last, since the time of their receipt is no one's deed. An entry counts where the door's
    rules let it, or a supervisor did. Where a tablet let somebody in whom the rules do not, or for
    a supervisor who is not known to have had the right, that is a conflict.
    """
    rules = rules_of(seat)
    rulings: dict[Key, Ruling] = {}
    counted: list[Heard] = []
    conflicts: defaultdict[ConflictKind, list[Heard]] = defaultdict(list)
    for scan in sorted(heard, key=_order):
        ruling = rulings[scan.key] = Ruling(*_ruled(rules, counted, scan))
        if _counts(scan, ruling.verdict):
            counted.append(scan)
        elif scan.is_entry and _is_inside(scan, ruling.verdict):
            _add(conflicts[_kind(ruling, scan, seat)], ruling.earlier, scan)
    return Conclusion(rulings, counted, conflicts)


def counted(rules: Rules, scans: Iterable[S]) -> list[S]:
    """Of a seat's scans, given in their order, the passages that count, as `conclude` has them."""
    counted: list[S] = []
    for scan in scans:
        verdict, _ = _ruled(rules, counted, scan)
        if _counts(scan, verdict):
            counted.append(scan)
    return counted


def _order(scan: Heard) -> tuple[object, ...]:
    return scan.is_time_suspect, scan.at, scan.scan_id, scan.device_id


def _ruled(rules: Rules, counted: Sequence[S], scan: S) -> tuple[str, S | None]:
    if scan.refusal:
        return scan.refusal, None
    return passages.rule(rules, counted, scan)


def _counts(scan: Scan, verdict: str) -> bool:
    if _is_undone(scan):
        return False
    if scan.override_by_id is not None:
        return verdict not in {*_NEVER, Verdict.ALREADY_ADMITTED}
    return verdict in LETS_IN or verdict == Verdict.LEFT


def _is_inside(scan: Heard, verdict: str) -> bool:
    """Whether a tablet let the person in, by itself or for somebody without a known right."""
    if scan.override_by_id is not None or _is_undone(scan):
        return False
    is_overridden = bool(scan.override_reason) and verdict not in _NEVER
    return is_overridden or scan.shown in LETS_IN


def _is_undone(scan: Scan) -> bool:
    undone_said_at = scan.undone_said_at
    return undone_said_at is not None and is_in_time(scan.said_at, undone_said_at)


def _kind(ruling: Ruling, scan: Heard, seat: SeatFacts) -> ConflictKind:
    if ruling.earlier is not None:
        return ConflictKind.DOUBLE
    since = seat.reallocated_at
    if ruling.verdict == Verdict.REPLACED and since is not None and since <= scan.at:
        return ConflictKind.REALLOCATED
    return _KINDS.get(Verdict(ruling.verdict), ConflictKind.OTHER)


def _add(conflict: list[Heard], earlier: Heard | None, scan: Heard) -> None:
    if earlier is not None and earlier not in conflict:
        conflict.append(earlier)
    conflict.append(scan)
