"""A scan is judged by facts alone, and the order in which scans arrive does not matter.

The cases of judge stand in verdicts.json, which the tablets' client runs too.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from venues.passes import Pass
from venues.verdicts import SeatFacts, Verdict, corrected, judge

VECTORS = json.loads(Path(__file__).with_name("verdicts.json").read_text())
RECEIVED = datetime(2026, 9, 20, 10, 0, tzinfo=UTC)
NO_OFFSET = timedelta(0)
MILLISECOND = timedelta(milliseconds=1)

moments = st.datetimes(timezones=st.just(UTC))


def bent(part: str, case: Mapping[str, Any]) -> Any:
    """Take a part of the base, with the fields that the case names replaced."""
    base = VECTORS["base"][part]
    if part not in case:
        return base
    return base | case[part] if isinstance(case[part], dict) else case[part]


def pass_from(said: Mapping[str, Any] | None) -> Pass | None:
    if said is None:
        return None
    return Pass(
        seat=UUID(said["seat"]),
        event=UUID(said["event"]),
        kind=said["kind"],
        issue=said["issue"],
        not_before=datetime.fromisoformat(said["not_before"]),
        expires_at=datetime.fromisoformat(said["expires_at"]),
    )


def facts_from(said: Mapping[str, Any] | None) -> SeatFacts | None:
    if said is None:
        return None
    return SeatFacts(
        seat=UUID(said["seat"]),
        event=UUID(said["event"]),
        cancelled_at=said["cancelled_at"] and datetime.fromisoformat(said["cancelled_at"]),
        current_issue=said["current_issue"],
        revoked={int(issue): datetime.fromisoformat(at) for issue, at in said["revoked"].items()},
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_scan_is_judged_as_the_vectors_say(case: Mapping[str, Any]) -> None:
    verdict = judge(
        pass_from(bent("pass", case)),
        facts_from(bent("facts", case)),
        UUID(bent("event", case)),
        datetime.fromisoformat(bent("at", case)),
    )
    assert verdict == case["verdict"]


def test_the_vectors_show_every_refusal() -> None:
    shown = {case["verdict"] for case in VECTORS["cases"]} - {None}
    by_passages = {"ADMITTED", "READMITTED", "ALREADY_ADMITTED", "LEFT", "NOT_OPEN"}
    assert shown == set(Verdict) - by_passages


def test_a_clock_that_is_wrong_by_a_measured_offset_is_corrected() -> None:
    said = RECEIVED + timedelta(hours=5)
    assert corrected(said, timedelta(hours=-6), RECEIVED) == (
        RECEIVED - timedelta(hours=1),
        False,
    )


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), -timedelta(days=14), NO_OFFSET])
def test_a_time_within_two_minutes_ahead_and_fourteen_days_behind_is_trusted(
    ahead: timedelta,
) -> None:
    assert corrected(RECEIVED + ahead, NO_OFFSET, RECEIVED) == (RECEIVED + ahead, False)


@pytest.mark.parametrize(
    ("said", "offset"),
    [
        (RECEIVED + timedelta(minutes=2) + MILLISECOND, NO_OFFSET),
        (RECEIVED, timedelta(minutes=2) + MILLISECOND),
        (RECEIVED - timedelta(days=14) - MILLISECOND, NO_OFFSET),
        (RECEIVED, -timedelta(days=14) - MILLISECOND),
        (datetime(2030, 1, 1, tzinfo=UTC), NO_OFFSET),
        (datetime(1970, 1, 1, tzinfo=UTC), NO_OFFSET),
        (datetime.max.replace(tzinfo=UTC), timedelta(days=1)),
        (datetime.min.replace(tzinfo=UTC), -timedelta(days=1)),
    ],
    ids=str,
)
def test_an_impossible_time_is_suspect_and_the_time_of_receipt_stands_in(
    said: datetime, offset: timedelta
) -> None:
    assert corrected(said, offset, RECEIVED) == (RECEIVED, True)


@given(moments, st.timedeltas(timedelta(days=-99_999), timedelta(days=99_999)), moments)
def test_a_corrected_time_is_always_possible(
    said: datetime, offset: timedelta, received_at: datetime
) -> None:
    at, suspect = corrected(said, offset, received_at)
    assert -timedelta(days=14) <= at - received_at <= timedelta(minutes=2)
    assert at == received_at if suspect else at - said == offset
