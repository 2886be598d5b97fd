"""Reports through the API: figures as they are printed, and periods that are none."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock
from models.events import Event
from models.leads import LeadState
from models.touches import LeadSource
from schema.nodes import encode
from tests import cohorts, people, prospects
from tests.client import Api
from tests.cohorts import DAY, MINUTE, WEEK_AFTER, WEEK_BEFORE
from tests.prospects import DOORS

_PERIOD = "$from: DateTime!, $to: DateTime!"
FUNNEL = f"""query({_PERIOD}, $dealer: ID, $asOf: DateTime, $by: ReportCut) {{
  leadFunnel(dealer: $dealer, from: $from, to: $to, asOf: $asOf, by: $by) {{
    at referredPercent steps {{ stage count percent percentOfPrevious }}
    lines {{
      key {{ source campaign isRest event {{ title }} host {{ name }} }}
      steps {{ count percent }}
    }}
}} }}"""
ATTRIBUTION = f"""query(
  {_PERIOD}, $asOf: DateTime, $view: AttributionView! = LAST, $by: ReportCut! = SOURCE
) {{
  leadAttribution(from: $from, to: $to, asOf: $asOf, view: $view, of: LEAD, by: $by) {{
    at conversions credits {{ conversions key {{ source campaign }} }}
}} }}"""
RESPONSE = f"""query({_PERIOD}, $asOf: DateTime, $dealer: ID) {{
  leadResponse(dealer: $dealer, from: $from, to: $to, asOf: $asOf) {{
    at leads due inTime inTimePercent
    acknowledging {{ count p50OpenMinutes p90OpenMinutes p50Minutes p90Minutes }}
    contacting {{ count p50OpenMinutes }}
}} }}"""
LEAGUE = f"""query({_PERIOD}, $asOf: DateTime) {{ dealerLeague(from: $from, to: $to, asOf: $asOf) {{
  at lines {{ dealer {{ name }} leads due inTime inTimePercent testDrives orders responseMinutes }}
  median {{ dealers leads inTimePercent testDrives orders responseMinutes }}
}} }}"""
WEEKS: dict[str, Any] = {"from": WEEK_BEFORE.isoformat(), "to": WEEK_AFTER.isoformat()}


async def test_a_funnel_is_printed_with_one_digit_for_staff_and_the_brand(api: Api) -> None:
    at = await prospects.scene()
    dora, olga = await prospects.staff(at.dealer), await people.operator()
    await Event.filter(id=at.event.id).update(host_id=dora.as_member())
    persons = await cohorts.people(825)
    await cohorts.register(at.event, persons)
    await cohorts.leads(at.dealer, persons[:165], LeadState.WON, source=LeadSource.REFERRAL)
    await cohorts.leads(at.dealer, persons[165:223], LeadState.TEST_DRIVE)

    asked = {**WEEKS, "asOf": WEEK_AFTER.isoformat(), "dealer": encode("Dealer", at.dealer.id)}
    found = (await api(FUNNEL, as_=dora, by="HOST", **asked))["leadFunnel"]

    assert (found["at"], found["referredPercent"]) == (WEEK_AFTER.isoformat(), "100.0")
    assert [(one["stage"], *list(one.values())[1:]) for one in found["steps"]] == [
        ("REGISTERED", 825, "100.0", "100.0"),
        ("LEAD", 223, "27.0", "27.0"),
        ("ACKNOWLEDGED", 223, "27.0", "100.0"),
        ("TEST_DRIVE", 223, "27.0", "100.0"),
        ("ORDER", 165, "20.0", "74.0"),
    ]
    [line] = found["lines"]
    assert line["key"] == {
        "source": None, "campaign": None, "isRest": False, "event": None, "host": {"name": "Dora"},
    }  # fmt: skip
    assert [step["percent"] for step in line["steps"]] == ["100.0", "27.0", "27.0", "27.0", "20.0"]
    brand = (await api(FUNNEL, as_=olga, by="EVENT", **WEEKS))["leadFunnel"]
    assert brand["steps"] == found["steps"]
    assert [line["key"]["event"] for line in brand["lines"]] == [{"title": "Open House"}]


async def test_credits_are_told_line_by_line(api: Api) -> None:
    at = await prospects.scene()
    [lead] = await cohorts.leads(at.dealer, await cohorts.people(1), at=DOORS, campaign="spring")
    await cohorts.touch(lead, DOORS - DAY, source=LeadSource.WEB_FORM)

    said = {**WEEKS, "asOf": WEEK_AFTER.isoformat(), "view": "WEIGHTED"}
    found = await api(ATTRIBUTION, as_=await people.operator(), **said)

    half = {"conversions": "0.50", "key": {"campaign": None}}
    assert found["leadAttribution"] == {
        "at": WEEK_AFTER.isoformat(),
        "conversions": 1,
        "credits": [
            half | {"key": {"source": "CHECK_IN", "campaign": None}},
            half | {"key": {"source": "WEB_FORM", "campaign": None}},
        ],
    }


async def test_response_times_and_the_league_are_told_in_minutes(api: Api) -> None:
    dealers = [await prospects.dealer(f"Dealer {number}") for number in range(5)]
    for number, dealer in enumerate(dealers):
        await cohorts.leads(dealer, await cohorts.people(number + 1), LeadState.TEST_DRIVE)
    dora = await prospects.staff(dealers[1])

    said = {**WEEKS, "asOf": WEEK_AFTER.isoformat()}
    response = await api(RESPONSE, as_=dora, dealer=encode("Dealer", dealers[1].id), **said)
    league = (await api(LEAGUE, as_=dora, **said))["dealerLeague"]

    assert response["leadResponse"] == {
        "at": WEEK_AFTER.isoformat(), "leads": 2, "due": 2, "inTime": 2, "inTimePercent": "100.0",
        "acknowledging": {
            "count": 2, "p50OpenMinutes": 1, "p90OpenMinutes": 1, "p50Minutes": 1, "p90Minutes": 1,
        },
        "contacting": {"count": 2, "p50OpenMinutes": 2},
    }  # fmt: skip
    figures = {"inTimePercent": "100.0", "orders": 0, "responseMinutes": 1}
    own = {"dealer": {"name": "Dealer 1"}, "leads": 2, "due": 2, "inTime": 2, "testDrives": 2}
    assert league == {
        "at": WEEK_AFTER.isoformat(),
        "lines": [own | figures],
        "median": {"dealers": 5, "leads": 3, "testDrives": 3} | figures,
    }
    everyone = (await api(LEAGUE, as_=await people.operator(), **WEEKS))["dealerLeague"]
    assert [line["dealer"]["name"] for line in everyone["lines"]] == [
        f"Dealer {number}" for number in (4, 3, 2, 1, 0)
    ]


@pytest.mark.parametrize(
    ("since", "until"),
    [(DOORS, DOORS), (DOORS, DOORS - MINUTE), (DOORS, DOORS + 366 * DAY + timedelta(seconds=1))],
)
async def test_a_period_that_is_none_or_too_long_is_refused(
    api: Api, since: Any, until: Any
) -> None:
    olga = await people.operator()
    for document in (FUNNEL, RESPONSE, LEAGUE):
        said = {"from": since.isoformat(), "to": until.isoformat()}
        [error] = await api.errors(document, as_=olga, **said)
        assert (error.extensions or {})["code"] == "PERIOD_INVALID"


async def test_a_moment_that_has_not_come_is_refused(api: Api) -> None:
    said, olga = {**WEEKS, "asOf": (DOORS + MINUTE).isoformat()}, await people.operator()
    for document in (FUNNEL, ATTRIBUTION, RESPONSE, LEAGUE):
        with clock.injected(lambda: DOORS):
            [error] = await api.errors(document, as_=olga, **said)
        assert (error.extensions or {})["code"] == "STILL_TO_COME"
