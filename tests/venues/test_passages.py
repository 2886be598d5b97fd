"""Who passes with a good pass; the cases stand in passages.json, which the tablets run too."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.doors import Reentry
from models.scans.rows import Direction
from venues.passages import Rules, is_shut, rule
from venues.verdicts import Verdict

VECTORS = json.loads(Path(__file__).with_name("passages.json").read_text())
HALLS = {"A": UUID(int=1), "B": UUID(int=2)}


@dataclass(frozen=True)
class Passage:
    at: datetime
    direction: Direction
    hall_id: UUID


def passage_from(said: Mapping[str, str]) -> Passage:
    return Passage(
        datetime.fromisoformat(said["at"]), Direction(said["direction"]), HALLS[said["hall"]]
    )


def rules_from(case: Mapping[str, Any]) -> Rules:
    said = VECTORS["base"]["rules"] | case.get("rules", {})
    return Rules(
        zone=VECTORS["base"]["zone"],
        opens_at=said["opensAt"] and datetime.fromisoformat(said["opensAt"]),
        closes_at=said["closesAt"] and datetime.fromisoformat(said["closesAt"]),
        reentry=Reentry(said["reentry"]),
        is_daily=said["daily"],
        is_per_hall=said["perHall"],
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_passage_is_ruled_as_the_vectors_say(case: Mapping[str, Any]) -> None:
    rules, scan = rules_from(case), passage_from(case["scan"])
    before = [passage_from(said) for said in case["passages"]]
    if is_shut(rules, scan.direction, scan.at):
        assert case["verdict"] == "NOT_OPEN"
        return
    verdict, earlier = rule(rules, before, scan)
    assert verdict == case["verdict"]
    assert earlier == (before[case["earlier"]] if "earlier" in case else None)


def test_the_vectors_show_every_verdict_that_passages_give() -> None:
    assert {case["verdict"] for case in VECTORS["cases"]} == {
        Verdict.ADMITTED, Verdict.READMITTED, Verdict.ALREADY_ADMITTED, Verdict.LEFT,
        Verdict.NOT_OPEN,
    }  # fmt: skip
