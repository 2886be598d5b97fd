"""Who lays down the rules of routing, and who reads why a lead lies where."""

import pytest

from models import ids
from models.access import routing as doors
from models.access.viewer import Viewer
from models.pages import Window
from models.routing import proposing
from models.routing.rules import Rule
from tests import prospects, routed
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")
SIGNED_OUT = {"nobody", "device"}


async def _scene() -> tuple[Scene, dict[str, Viewer]]:
    at = await prospects.scene()
    return at, await showroom.of(at, await prospects.guest(at, "Ann"))


async def test_rules_are_seen_and_laid_down_by_operators_alone() -> None:
    _, viewers = await _scene()
    rules = await routed.rules()
    others = set(viewers) - {"operator"}
    assert await met(viewers, lambda v: doors.see_rules(v, rules.id)) == {
        "OPEN": {"operator"}, "CLOSED": others,
    }  # fmt: skip
    seen = await met(viewers, lambda v: doors.to_lay_down(v, rules.id, "rules"))
    assert seen["OPEN"] == {"operator"}
    assert seen["SIGN_IN_REQUIRED"] == SIGNED_OUT
    for name, viewer in viewers.items():
        if name not in SIGNED_OUT:
            page = await doors.page_of_rules(viewer, Window(5))
            assert len(page.rows) == (name == "operator"), name


async def test_why_a_lead_lies_where_it_does_is_told_to_its_dealers_people_and_operators() -> None:
    at, viewers = await _scene()
    await routed.works(at.dealer, "Dick")
    [lead] = await routed.leads(at.dealer)
    await routed.assign([lead])

    assert await met(viewers, lambda v: doors.explained(v, [lead])) == {
        "OPEN": STAFF | {"operator"},
        "CLOSED": set(viewers) - STAFF - {"operator"},
    }


async def test_to_a_dealer_every_other_dealer_is_another_dealer() -> None:
    at, viewers = await _scene()
    await routed.rules(Rule("Ours", dealers=routed.shares(at.dealer)))
    [lead] = await routed.leads(at.dealer)
    made = await routed.propose()
    await proposing.take(made.id, at.dealer.id, lead)
    await routed.assign([lead])

    told = (await doors.explained(viewers["staff"], [lead]))[lead].decision
    whole = (await doors.explained(viewers["operator"], [lead]))[lead].decision

    assert told is not None
    assert whole is not None
    assert (told.rule, told.version, told.dealer_id) == ("Ours", 1, at.dealer.id)
    assert [(one.dealer_id, one.score, one.refusal) for one in told.dealers] == [
        (at.dealer.id, 0, None), (None, None, None),
    ]  # fmt: skip
    assert [one.refusal for one in whole.dealers] == [None, "NOT_NAMED"]
    assert whole.dealers[1].dealer_id is not None


async def test_a_decision_is_told_without_reasons_to_who_asked_and_with_them_to_operators() -> None:
    at, viewers = await _scene()
    await routed.rules(fallback=[at.dealer])
    made = await routed.propose()  # by nobody known
    asked = await doors.see_decision(viewers["nobody"], made.id)
    whole = await doors.see_decision(viewers["operator"], made.id)

    assert asked is not None
    assert whole is not None
    assert (asked.dealer_id, asked.version, asked.rule, asked.dealers) == (
        at.dealer.id, None, None, (),
    )  # fmt: skip
    assert (whole.version, whole.rule, len(whole.dealers)) == (1, "", 2)
    for name in set(viewers) - {"nobody", "device", "operator"}:
        assert await doors.see_decision(viewers[name], made.id) is None, name
    assert await doors.see_decision(viewers["operator"], ids.new()) is None
