"""Explanations: why a person was proposed a dealer, and why a lead lies with whom; plain rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from models.routing.desks import DeskRefusal
from models.routing.matching import DealerRefusal, RuleMiss
from models.routing.rows import LeadRouting, RoutingDecision


@dataclass(frozen=True, slots=True)
class DealerConsidered:
    """A dealer, its score if it could have had it, and why not; all None for another's."""

    dealer_id: UUID | None
    score: int | None
    refusal: DealerRefusal | None


@dataclass(frozen=True, slots=True)
class StaffConsidered:
    """One of the staff, with a score if they could have had it, and why not."""

    member_id: UUID
    score: int | None
    refusal: DeskRefusal | None


@dataclass(frozen=True, slots=True)
class RulePassed:
    """A rule that was passed over, and why."""

    rule: str
    miss: RuleMiss


@dataclass(frozen=True, slots=True)
class Decision:
    """Which dealer was proposed; `version` and `rule` are None where the reasons are not told."""

    id: UUID
    at: datetime
    dealer_id: UUID | None
    version: int | None = None
    rule: str | None = None
    passed: Sequence[RulePassed] = ()
    dealers: Sequence[DealerConsidered] = ()

    def bare(self) -> "Decision":
        """The same without its reasons."""
        return Decision(self.id, self.at, self.dealer_id)

    def seen_by(self, own_ids: Sequence[UUID]) -> "Decision":
        """The same as these dealers may know it: every other is another dealer."""
        another = DealerConsidered(None, None, None)
        seen = [one if one.dealer_id in own_ids else another for one in self.dealers]
        return replace(self, dealers=seen)


@dataclass(frozen=True, slots=True)
class Explained:
    """Who at its dealer has a lead and why; no `decision` where the person named the dealer."""

    lead_id: UUID
    dealer_id: UUID
    seq: int
    at: datetime
    assignee_id: UUID | None
    staff: Sequence[StaffConsidered]
    decision: Decision | None


async def decisions(decision_ids: Sequence[UUID]) -> dict[UUID, Decision]:
    """These decisions with all their reasons."""
    found = RoutingDecision.filter(id__in=list(decision_ids)).select_related("rules")
    return {row.id: _decision(row) for row in await found}


async def of_leads(lead_ids: Sequence[UUID]) -> dict[UUID, Explained]:
    """Why each of these leads lies where it does now."""
    wanted = list(lead_ids)
    proposed = RoutingDecision.filter(lead_id__in=wanted).select_related("rules")
    # Of several the first, by which the dealer has the lead, comes last here and stays.
    decided = {row.lead_id: _decision(row) for row in await proposed.order_by("-id")}
    routings = await LeadRouting.filter(lead_id__in=wanted).order_by("id")
    return {
        row.lead_id: Explained(
            row.lead_id, row.dealer_id, row.seq, row.at, row.assignee_id, _staff(row),
            decided.get(row.lead_id),
        )
        for row in routings
    }  # fmt: skip


def _decision(row: RoutingDecision) -> Decision:
    return Decision(
        row.id,
        row.at,
        row.dealer_id,
        row.rules.version,
        row.rule,
        [RulePassed(rule, RuleMiss(miss)) for rule, miss in row.passed],
        [
            DealerConsidered(
                UUID(one), row.scores.get(one), DealerRefusal(refusal) if refusal else None
            )
            for one, refusal in _considered(row.scores, row.refusals)
        ],
    )


def _staff(row: LeadRouting) -> list[StaffConsidered]:
    return [
        StaffConsidered(UUID(one), row.scores.get(one), DeskRefusal(refusal) if refusal else None)
        for one, refusal in _considered(row.scores, row.refusals)
    ]


def _considered(
    scores: Mapping[str, int], refusals: Mapping[str, str]
) -> list[tuple[str, str | None]]:
    """Everyone of whom something is said, the chosen one first, then by score."""
    told = sorted(scores.keys() | refusals.keys())
    told.sort(key=lambda one: (one in refusals, one not in scores, -scores.get(one, 0)))
    return [(one, refusals.get(one)) for one in told]
