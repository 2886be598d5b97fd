"""Whose turn it is: weighted shares of a stream of leads, each kept to within one lead.

Each lead is a unit, of which everyone available accrues their share by weight; whoever takes the
lead pays the whole unit. A credit is what somebody has accrued and not been given, so all of them
sum to nothing, and |credit| is by how much they are off their quota.

Among those whose credit is ripe, the one takes it who would be the first to fall a lead behind.
This is Tijdeman's answer to the chairman assignment problem (Discrete Mathematics 32, 1980): as
long as the same n > 1 people with the same weights are available, every credit stays within
1 - 1/(2n - 2) of a lead, after every lead. No rule can do better.

Whoever is not available accrues nothing, and keeps their credit. Where availability changes from
lead to lead, no rule that cannot see ahead can promise one lead for good: let four equals be
available, and each be gone once chosen, and the last is 13/12 behind. What is off stays carried
along, and is evened out by the leads that follow.
"""

from collections.abc import Mapping
from uuid import UUID

LEAD = 10**15
"""A lead in the units of credit: whole numbers, so that a replay is exact."""


def choose(
    weights: Mapping[UUID, int], credits_before: Mapping[UUID, int]
) -> tuple[UUID, dict[UUID, int]]:
    """Who of those available, by weight, takes the next lead, and everyone's credit after it.

    ValueError where nobody is available.
    """
    shares = _shares(weights)
    due = {who: credits_before.get(who, 0) + share for who, share in shares.items()}
    chosen = _chosen(due, shares)
    return chosen, {**credits_before, **due, chosen: due[chosen] - LEAD}


def _shares(weights: Mapping[UUID, int]) -> dict[UUID, int]:
    """What everyone accrues of one lead; rounded so that it is one lead in all."""
    total = sum(weights.values())
    shares = {who: weights[who] * LEAD // total for who in sorted(weights)}
    left = LEAD - sum(shares.values())
    return {who: share + (place < left) for place, (who, share) in enumerate(shares.items())}


def _chosen(due: Mapping[UUID, int], shares: Mapping[UUID, int]) -> UUID:
    if len(due) == 1:
        return next(iter(due))
    ripe_from = LEAD // (2 * len(due) - 2)
    ripe = [who for who in due if due[who] >= ripe_from]
    if not ripe:  # those who are away have the credit
        return max(due, key=lambda who: (due[who], who))
    # In how many leads, of which each is so many units, somebody would have to be chosen.
    return min(ripe, key=lambda who: ((LEAD - ripe_from - due[who]) * LEAD // shares[who], who))
