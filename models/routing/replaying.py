"""Replays: what was decided is decided again from what was kept, and comes to the same."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

from models.routing import deciding, matching, proposing, turns
from models.routing.desks import Desk
from models.routing.matching import Interest, Match
from models.routing.rows import LeadRouting, RoutingDecision
from models.routing.rules import Rules
from models.seek import ENDS

_BATCH = 500


@dataclass(slots=True)
class Replay:
    """How many were decided again, and which of them came out otherwise."""

    decided: int = 0
    differing: list[UUID] = field(default_factory=list)

    def count(self, row_id: UUID, *, is_same: bool) -> None:
        """One more."""
        self.decided += 1
        if not is_same:
            self.differing.append(row_id)


async def replay_all() -> Replay:
    """Decide everything again, proposals of dealers and assignments to staff."""
    replay = Replay()
    async for decision in decisions():
        replay.count(decision.id, is_same=_is_same_dealer(decision))
    async for routing in _routings():
        replay.count(routing.id, is_same=_is_same_desk(routing))
    return replay


async def decisions() -> AsyncIterator[RoutingDecision]:
    """Every proposal with its rules and facts, in the order of their making.

    But those of people who were erased: of what was known of them nothing is left.
    """
    last = ENDS[0]
    while (
        batch := await RoutingDecision.filter(id__gt=last)
        .order_by("id")
        .limit(_BATCH)
        .prefetch_related("rules", "facts")
    ):
        for decision in batch:
            if decision.interest:
                yield decision
        last = batch[-1].id


def rematched(decision: RoutingDecision, rules: Rules) -> Match:
    """What these rules say of a person who was proposed a dealer, as things were then."""
    dealers = proposing.dealers_of(decision.facts.facts)
    return matching.match(Interest.of(decision.interest), rules, dealers)


async def _routings() -> AsyncIterator[LeadRouting]:
    last = ENDS[0]
    while (
        batch := await LeadRouting.filter(id__gt=last)
        .order_by("id")
        .limit(_BATCH)
        .prefetch_related("facts")
    ):
        for routing in batch:
            yield routing
        last = batch[-1].id


def _is_same_dealer(kept: RoutingDecision) -> bool:
    found = rematched(kept, kept.rules.content)
    again = deciding.dealer(found, turns.ids_of(kept.credits))
    return (
        kept.dealer_id == again.dealer_id
        and kept.rule == found.rule
        and kept.passed == [[rule, miss.value] for rule, miss in found.passed]
        and kept.scores == turns.texts_of(found.scores)
        and kept.refusals == {str(it): why.value for it, why in again.refusals.items()}
    )


def _is_same_desk(kept: LeadRouting) -> bool:
    known = kept.facts.facts
    again = deciding.desk(
        [Desk.of(one) for one in known["staff"]],
        known["zone"],
        kept.at,
        turns.ids_of(kept.loads),
        turns.ids_of(kept.credits),
    )
    return (
        kept.assignee_id == again.member_id
        and kept.scores == turns.texts_of(again.scores)
        and kept.refusals == {str(it): why.value for it, why in again.refusals.items()}
    )
