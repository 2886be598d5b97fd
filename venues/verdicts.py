"""The judgement of a scan: the same facts give the same verdict, on a tablet and on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from venues.passes import Pass

MOST_AHEAD = timedelta(minutes=2)  # of the server's clock, after correction
MOST_BEHIND = timedelta(days=14)  # a tablet offline for longer has lost its clock, not its network


class Verdict(StrEnum):
    """What is said of a scan at the door."""

    ADMITTED = "ADMITTED"
    READMITTED = "READMITTED"
    ALREADY_ADMITTED = "ALREADY_ADMITTED"
    LEFT = "LEFT"
    CANCELLED = "CANCELLED"
    REPLACED = "REPLACED"
    WRONG_EVENT = "WRONG_EVENT"
    FORGED = "FORGED"
    EXPIRED = "EXPIRED"
    NOT_OPEN = "NOT_OPEN"
    UNKNOWN = "UNKNOWN"


LETS_IN = frozenset({Verdict.ADMITTED, Verdict.READMITTED})
"""The verdicts with which a person goes in."""


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """What is known of a seat; `revoked` says of each issue of its pass when it ceased to hold."""

    seat: UUID
    event: UUID
    cancelled_at: datetime | None
    current_issue: int
    revoked: Mapping[int, datetime]


def judge(pass_: Pass | None, facts: SeatFacts | None, event: UUID, at: datetime) -> Verdict | None:
    """Say why a pass does not open the door of the event at that time, or None if it does.

    `pass_` is None where the text did not verify, `facts` where the seat is not known. Of several
    reasons the first counts: what the pass itself shows (FORGED, WRONG_EVENT, EXPIRED), which a
    tablet can tell with no list at all, then what must be known of its seat (UNKNOWN, CANCELLED,
    REPLACED). A cancelled seat comes before a replaced pass, since its new pass would not open the
    door either. What happens at the very moment of the scan has already happened.
    """
    if pass_ is None:
        return Verdict.FORGED
    return _shown_by(pass_, event, at) or _known_of(pass_, facts, at)


def judge_found(facts: SeatFacts | None, event: UUID, at: datetime) -> Verdict | None:
    """The same for somebody without a pass at hand, whom staff found in the list and know."""
    if facts is None or facts.event != event:
        return Verdict.UNKNOWN
    return Verdict.CANCELLED if _is_cancelled(facts, at) else None


def _shown_by(pass_: Pass, event: UUID, at: datetime) -> Verdict | None:
    if pass_.event != event:
        return Verdict.WRONG_EVENT
    if not pass_.not_before <= at < pass_.expires_at:
        return Verdict.EXPIRED
    return None


def _known_of(pass_: Pass, facts: SeatFacts | None, at: datetime) -> Verdict | None:
    if facts is None or facts.event != pass_.event or pass_.issue > facts.current_issue:
        return Verdict.UNKNOWN
    if _is_cancelled(facts, at):
        return Verdict.CANCELLED
    revoked_at = facts.revoked.get(pass_.issue)
    if revoked_at is not None and revoked_at <= at:
        return Verdict.REPLACED
    return None


def _is_cancelled(facts: SeatFacts, at: datetime) -> bool:
    return facts.cancelled_at is not None and facts.cancelled_at <= at


def corrected(said: datetime, offset: timedelta, received_at: datetime) -> tuple[datetime, bool]:
    """Give a scan's corrected time, and whether it is suspect.

    `offset` is what must be added to the tablet's clock. A time that cannot be, later than
    MOST_AHEAD after the batch was received or earlier than MOST_BEHIND before, is suspect, and the
    time of receipt stands in for it.
    """
    ahead = said - received_at + offset  # as a difference, since said + offset may pass year 9999
    if not -MOST_BEHIND <= ahead <= MOST_AHEAD:
        return received_at, True
    return said + offset, False
