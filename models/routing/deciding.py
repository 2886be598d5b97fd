"""Decisions: of those who may have it, one by turns; pure, so that a replay comes to the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.routing import desks, fair
from models.routing.desks import Desk, DeskRefusal
from models.routing.matching import DealerRefusal, Match


@dataclass(frozen=True, slots=True)
class DealerDecision:
    """Which dealer a person is proposed, if any, why not the others, and the credits after it."""

    dealer_id: UUID | None
    refusals: Mapping[UUID, DealerRefusal]
    credits_after: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class DeskDecision:
    """Who of a dealer's staff gets a lead, if anybody, scores, why not the others, and credits."""

    member_id: UUID | None
    scores: Mapping[UUID, int]
    refusals: Mapping[UUID, DeskRefusal]
    credits_after: Mapping[UUID, int]


def dealer(found: Match, credits_before: Mapping[UUID, int]) -> DealerDecision:
    """One of the dealers with the highest score; the credits are those of its rule."""
    if not found.weights:
        return DealerDecision(None, found.refusals, credits_before)
    chosen, after = fair.choose(found.weights, credits_before)
    waiting = dict.fromkeys(found.weights.keys() - {chosen}, DealerRefusal.NOT_ITS_TURN)
    return DealerDecision(chosen, {**found.refusals, **waiting}, after)


def desk(
    staff: Sequence[Desk],
    zone: str,
    at: datetime,
    loads: Mapping[UUID, int],
    credits_before: Mapping[UUID, int],
) -> DeskDecision:
    """One of those on duty with room, else of those off duty with room, else nobody."""
    scores, refusals = desks.weighed(staff, zone, at, loads)
    if not scores:
        return DeskDecision(None, scores, refusals, credits_before)
    best = max(scores.values())
    weights = {one.member_id: one.weight for one in staff if scores.get(one.member_id) == best}
    chosen, after = fair.choose(weights, credits_before)
    for member_id, score in scores.items():
        if member_id != chosen:
            is_tied = score == best
            refusals[member_id] = DeskRefusal.NOT_THEIR_TURN if is_tied else DeskRefusal.OFF_DUTY
    return DeskDecision(chosen, scores, refusals, after)
