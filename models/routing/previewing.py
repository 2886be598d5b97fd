"""Previews: to whom those of a period would have gone by other rules, before these are in force."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from models.refusals import EndsBeforeStart, LastsTooLong
from models.routing import deciding, replaying
from models.routing.rows import RoutingDecision, RoutingRules

MOST_DAYS = 92
MOST = 10_000
"""So many are looked at, the earliest of the period."""

EXAMPLES = 20


class Change(NamedTuple):
    """Somebody who would go elsewhere, by the id of what was decided of them."""

    decision_id: UUID
    before_id: UUID | None
    after_id: UUID | None
    rule: str


@dataclass(frozen=True, slots=True)
class Shift:
    """How many a dealer was proposed to and would be; None counts those who got none."""

    dealer_id: UUID | None
    before: int
    after: int


@dataclass(slots=True)
class Preview:
    """What would differ, without data of anybody; counts by dealer, None for who got none."""

    considered: int = 0
    changed: int = 0
    is_cut: bool = False
    before: Counter[UUID | None] = field(default_factory=Counter)
    after: Counter[UUID | None] = field(default_factory=Counter)
    examples: list[Change] = field(default_factory=list)

    @property
    def shifts(self) -> list[Shift]:
        """What becomes of each dealer, in their order, and of those who get none."""
        dealer_ids = sorted(self.before | self.after, key=lambda it: (it is None, str(it)))
        return [Shift(it, self.before[it], self.after[it]) for it in dealer_ids]


async def preview(version: RoutingRules, since: datetime, until: datetime) -> Preview:
    """Decide those from `since` on and before `until` again by this version, its turns all new.

    So would they be decided, in the same order, once it is in force.
    """
    if until <= since:
        raise EndsBeforeStart("until")
    if until - since > timedelta(days=MOST_DAYS):
        raise LastsTooLong("until", days=MOST_DAYS)
    period = RoutingDecision.filter(at__gte=since, at__lt=until)
    past = await period.order_by("at", "id").limit(MOST + 1).prefetch_related("facts")
    known = [decision for decision in past[:MOST] if decision.interest]  # the others were erased
    found = Preview(considered=len(known), is_cut=len(past) > MOST)
    credits_of: defaultdict[str, Mapping[UUID, int]] = defaultdict(dict)
    rules = version.content
    for decision in known:
        match = replaying.rematched(decision, rules)
        again = deciding.dealer(match, credits_of[match.rule])
        credits_of[match.rule] = again.credits_after
        found.before[decision.dealer_id] += 1
        found.after[again.dealer_id] += 1
        if again.dealer_id != decision.dealer_id:
            found.changed += 1
            change = Change(decision.id, decision.dealer_id, again.dealer_id, match.rule)
            found.examples += [change][: EXAMPLES - len(found.examples)]
    return found
