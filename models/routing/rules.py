"""Rules as data: who is proposed to whom, the first rule that fits and finds somebody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from models import texts
from models.refusals import DealerTwice, DistanceUnfit, RuleNamesAlike

FALLBACK = ""
"""The name of what is done where no rule finds anybody."""

_MOST_RULES, _MOST_NAMED = 200, 500
_MOST_KM, _MOST_WEIGHT = 20_000, 1_000


class Territory(StrEnum):
    """Among which of its dealers a rule looks."""

    NAMED = "NAMED"
    CITY = "CITY"
    DISTANCE = "DISTANCE"
    RELATION = "RELATION"


@dataclass(frozen=True, slots=True)
class DealerShare:
    """A dealer, and how much of what comes it gets, beside the others."""

    dealer_id: UUID
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """For whom it is, where each empty list stands for everyone, and which dealers they get.

    `cities`, `models` and `campaigns` are compared by `texts.key_of`. No `dealers` are all of
    them, with the same weight. `within_km` is for DISTANCE alone.
    """

    name: str
    territory: Territory = Territory.NAMED
    dealers: Sequence[DealerShare] = ()
    within_km: int | None = None
    venue_ids: Sequence[UUID] = ()
    cities: Sequence[str] = ()
    models: Sequence[str] = ()
    languages: Sequence[str] = ()
    campaigns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in the order of their priority, and who is left where none finds anybody.

    No `fallback` is nobody.
    """

    rules: Sequence[Rule] = ()
    fallback: Sequence[DealerShare] = ()

    def json(self) -> dict[str, Any]:
        """The rules as they are kept."""
        return {
            "rules": [_kept(rule) for rule in self.rules],
            "fallback": _kept_shares(self.fallback),
        }

    @staticmethod
    def of(kept: Mapping[str, Any]) -> "Rules":
        """The rules that were kept."""
        return Rules(tuple(map(_rule, kept["rules"])), _shares(kept["fallback"]))

    def dealer_ids(self) -> set[UUID]:
        """Every dealer that is named anywhere."""
        named = [share for rule in self.rules for share in rule.dealers]
        return {share.dealer_id for share in [*named, *self.fallback]}

    def venue_ids(self) -> set[UUID]:
        """Every venue that is named anywhere."""
        return {venue_id for rule in self.rules for venue_id in rule.venue_ids}


def checked(said: Rules) -> Rules:
    """The rules with clean texts; refused with the path to what is wrong."""
    texts.within(len(said.rules), "rules", least=0, most=_MOST_RULES)
    rules: list[Rule] = []
    for place, rule in enumerate(said.rules):
        clean = _checked(rule, f"rules.{place}")
        if clean.name in {other.name for other in rules}:
            raise RuleNamesAlike(f"rules.{place}.name")
        rules.append(clean)
    return Rules(tuple(rules), _checked_shares(said.fallback, "fallback"))


def _checked(said: Rule, field: str) -> Rule:
    if (said.within_km is not None) is not (said.territory is Territory.DISTANCE):
        raise DistanceUnfit(f"{field}.withinKm")
    if said.within_km is not None:
        texts.within(said.within_km, f"{field}.withinKm", least=1, most=_MOST_KM)
    texts.within(len(said.venue_ids), f"{field}.venues", least=0, most=_MOST_NAMED)
    return Rule(
        name=texts.line(said.name, f"{field}.name", most=60),
        territory=said.territory,
        dealers=_checked_shares(said.dealers, f"{field}.dealers"),
        within_km=said.within_km,
        venue_ids=tuple(said.venue_ids),
        cities=_keys(said.cities, f"{field}.cities"),
        models=_keys(said.models, f"{field}.models"),
        languages=tuple(
            texts.locale(tag, f"{field}.languages.{place}")
            for place, tag in enumerate(said.languages)
        ),
        campaigns=_keys(said.campaigns, f"{field}.campaigns"),
    )


def _keys(said: Sequence[str], field: str) -> tuple[str, ...]:
    texts.within(len(said), field, least=0, most=_MOST_NAMED)
    lines = (texts.line(text, f"{field}.{place}", most=80) for place, text in enumerate(said))
    return tuple(texts.key_of(text) for text in lines)


def _checked_shares(said: Sequence[DealerShare], field: str) -> tuple[DealerShare, ...]:
    texts.within(len(said), field, least=0, most=_MOST_NAMED)
    seen: set[UUID] = set()
    for place, share in enumerate(said):
        texts.within(share.weight, f"{field}.{place}.weight", least=1, most=_MOST_WEIGHT)
        if share.dealer_id in seen:
            raise DealerTwice(f"{field}.{place}.dealer")
        seen.add(share.dealer_id)
    return tuple(said)


def _kept(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "territory": rule.territory.value,
        "dealers": _kept_shares(rule.dealers),
        "within_km": rule.within_km,
        "venues": [str(venue_id) for venue_id in rule.venue_ids],
        "cities": list(rule.cities),
        "models": list(rule.models),
        "languages": list(rule.languages),
        "campaigns": list(rule.campaigns),
    }


def _kept_shares(shares: Iterable[DealerShare]) -> list[dict[str, Any]]:
    return [{"dealer": str(share.dealer_id), "weight": share.weight} for share in shares]


def _rule(kept: Mapping[str, Any]) -> Rule:
    return Rule(
        name=kept["name"],
        territory=Territory(kept["territory"]),
        dealers=_shares(kept["dealers"]),
        within_km=kept["within_km"],
        venue_ids=tuple(UUID(venue_id) for venue_id in kept["venues"]),
        cities=tuple(kept["cities"]),
        models=tuple(kept["models"]),
        languages=tuple(kept["languages"]),
        campaigns=tuple(kept["campaigns"]),
    )


def _shares(kept: Iterable[Mapping[str, Any]]) -> tuple[DealerShare, ...]:
    return tuple(DealerShare(UUID(share["dealer"]), share["weight"]) for share in kept)
