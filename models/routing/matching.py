"""From what is known of a person to the dealers that they may get, and why not the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from models import positions
from models.positions import Position
from models.routing.rules import FALLBACK, Rule, Rules, Territory


class DealerRefusal(StrEnum):
    """Why a person is not proposed a dealer."""

    NOT_NAMED = "NOT_NAMED"
    OTHER_CITY = "OTHER_CITY"
    TOO_FAR = "TOO_FAR"
    NO_RELATION = "NO_RELATION"
    NO_CONSENT = "NO_CONSENT"
    HAD_IT = "HAD_IT"
    LOWER_SCORE = "LOWER_SCORE"
    NOT_ITS_TURN = "NOT_ITS_TURN"


class RuleMiss(StrEnum):
    """Why a rule was passed over."""

    VENUE = "VENUE"
    CITY = "CITY"
    MODEL = "MODEL"
    LANGUAGE = "LANGUAGE"
    CAMPAIGN = "CAMPAIGN"
    NOBODY = "NOBODY"


@dataclass(frozen=True, slots=True)
class Interest:
    """What is known of somebody who asks, but not who they are; what is not known is empty.

    Texts are as `texts.key_of` has them, the position is rounded. `relations` are the dealers that
    have a lead of theirs, the latest first; `among` those they agreed to, None where they were not
    asked yet; `without` those that had this lead before.
    """

    at: datetime
    venue_id: UUID | None = None
    city: str = ""
    position: Position | None = None
    model: str = ""
    language: str = ""
    campaign: str = ""
    relations: tuple[UUID, ...] = ()
    among: tuple[UUID, ...] | None = None
    without: tuple[UUID, ...] = ()

    def json(self) -> dict[str, Any]:
        """The same as it is kept."""
        place = self.position
        return {
            "at": self.at.isoformat(),
            "venue": self.venue_id and str(self.venue_id),
            "city": self.city,
            "position": place and [place.latitude, place.longitude],
            "model": self.model,
            "language": self.language,
            "campaign": self.campaign,
            "relations": list(map(str, self.relations)),
            "among": None if self.among is None else list(map(str, self.among)),
            "without": list(map(str, self.without)),
        }

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Interest":
        """What was kept."""
        return Interest(
            at=datetime.fromisoformat(kept["at"]),
            venue_id=UUID(kept["venue"]) if kept["venue"] else None,
            city=kept["city"],
            position=Position(*kept["position"]) if kept["position"] else None,
            model=kept["model"],
            language=kept["language"],
            campaign=kept["campaign"],
            relations=tuple(map(UUID, kept["relations"])),
            among=None if kept["among"] is None else tuple(map(UUID, kept["among"])),
            without=tuple(map(UUID, kept["without"])),
        )


@dataclass(frozen=True, slots=True)
class KnownDealer:
    """A dealer as the rules see it."""

    id: UUID
    city: str
    position: Position | None


class Passed(NamedTuple):
    """A rule that was passed over, and why."""

    rule: str
    miss: RuleMiss


@dataclass(frozen=True, slots=True)
class Match:
    """The rule that found somebody, and what it says of every dealer.

    The highest score is taken: minus kilometres by distance, minus the place in line by relation,
    else 0. `weights` are of those with the highest, between whom it is a matter of turns.
    """

    rule: str
    passed: tuple[Passed, ...]
    scores: Mapping[UUID, int]
    refusals: Mapping[UUID, DealerRefusal]
    weights: Mapping[UUID, int]


def match(interest: Interest, rules: Rules, dealers: Sequence[KnownDealer]) -> Match:
    """The first rule that fits the person and finds a dealer, else the fallback."""
    passed: list[Passed] = []
    for rule in rules.rules:
        miss = _miss(rule, interest)
        if miss is None:
            found = _look(rule, interest, dealers, tuple(passed))
            if found.scores:
                return found
            miss = RuleMiss.NOBODY
        passed.append(Passed(rule.name, miss))
    last = Rule(FALLBACK, dealers=rules.fallback)
    return _look(last, interest, dealers if rules.fallback else (), tuple(passed))


def _miss(rule: Rule, interest: Interest) -> RuleMiss | None:
    """The first condition of the rule that the person does not meet."""
    conditions: Sequence[tuple[RuleMiss, Sequence[object], object]] = (
        (RuleMiss.VENUE, rule.venue_ids, interest.venue_id),
        (RuleMiss.CITY, rule.cities, interest.city),
        (RuleMiss.MODEL, rule.models, interest.model),
        (RuleMiss.LANGUAGE, rule.languages, interest.language),
        (RuleMiss.CAMPAIGN, rule.campaigns, interest.campaign),
    )
    return next((miss for miss, any_of, is_ in conditions if any_of and is_ not in any_of), None)


def _look(
    rule: Rule, interest: Interest, dealers: Sequence[KnownDealer], passed: tuple[Passed, ...]
) -> Match:
    named = {share.dealer_id: share.weight for share in rule.dealers}
    scores: dict[UUID, int] = {}
    refusals: dict[UUID, DealerRefusal] = {}
    for dealer in dealers:
        said = _judged(rule, named, interest, dealer)
        if isinstance(said, DealerRefusal):
            refusals[dealer.id] = said
        else:
            scores[dealer.id] = said
    best = max(scores.values(), default=0)
    weights = {it: named.get(it, 1) for it, score in scores.items() if score == best}
    lower = dict.fromkeys(scores.keys() - weights.keys(), DealerRefusal.LOWER_SCORE)
    return Match(rule.name, passed, scores, refusals | lower, weights)


def _judged(
    rule: Rule, named: Mapping[UUID, int], interest: Interest, dealer: KnownDealer
) -> DealerRefusal | int:
    """The dealer's score, or why it is out of the question."""
    if interest.among is not None and dealer.id not in interest.among:
        return DealerRefusal.NO_CONSENT
    if dealer.id in interest.without:
        return DealerRefusal.HAD_IT
    if named and dealer.id not in named:
        return DealerRefusal.NOT_NAMED
    return _in_territory(rule, interest, dealer)


def _in_territory(rule: Rule, interest: Interest, dealer: KnownDealer) -> DealerRefusal | int:
    match rule.territory:
        case Territory.NAMED:
            return 0
        case Territory.CITY:
            is_near = bool(interest.city) and dealer.city == interest.city
            return 0 if is_near else DealerRefusal.OTHER_CITY
        case Territory.DISTANCE:
            return _by_distance(rule.within_km or 0, interest.position, dealer.position)
        case Territory.RELATION:
            if dealer.id not in interest.relations:
                return DealerRefusal.NO_RELATION
            return -interest.relations.index(dealer.id)


def _by_distance(
    within_km: int, one: Position | None, other: Position | None
) -> DealerRefusal | int:
    """Whoever is nowhere is too far away."""
    if one is None or other is None:
        return DealerRefusal.TOO_FAR
    km = positions.km_between(one, other)
    return -km if km <= within_km else DealerRefusal.TOO_FAR
