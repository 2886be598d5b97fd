"""Who passes the doors to reports: a dealer's staff to its own figures, operators to all."""

import pytest

from models import ids
from models.access import funnels as doors
from models.access import silent_leads
from models.funnels.conversions import AttributionView, Sharing
from models.funnels.periods import Period
from models.pages import Window
from tests import cohorts, prospects
from tests.cohorts import WEEK_AFTER, WEEK_BEFORE
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met

pytestmark = pytest.mark.usefixtures("db")
PERIOD = Period(WEEK_BEFORE, WEEK_AFTER)
FIRST = Sharing(AttributionView.FIRST)
SIGNED_OUT = {"nobody", "device"}


async def test_a_dealers_figures_are_its_staffs_and_operators_and_the_brands_operators() -> None:
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    readers = STAFF | {"operator"}
    others = set(viewers) - readers - SIGNED_OUT
    for door in (
        lambda v, dealer: doors.funnel(v, dealer, PERIOD),
        lambda v, dealer: doors.attribution(v, dealer, PERIOD, FIRST),
        lambda v, dealer: doors.response(v, dealer, PERIOD),
    ):
        assert await met(viewers, lambda v, door=door: door(v, at.dealer.id)) == {  # type: ignore[misc]
            "OPEN": readers,
            "SIGN_IN_REQUIRED": SIGNED_OUT,
            "NOT_FOUND": others,
        }
        assert await met(viewers, lambda v, door=door: door(v, None)) == {  # type: ignore[misc]
            "OPEN": {"operator"},
            "SIGN_IN_REQUIRED": SIGNED_OUT,
            "NOT_ALLOWED": others | STAFF,
        }
        assert await met(viewers, lambda v, door=door: door(v, ids.new())) == {  # type: ignore[misc]
            "SIGN_IN_REQUIRED": SIGNED_OUT,
            "NOT_FOUND": set(viewers) - SIGNED_OUT,
        }


async def test_in_the_league_staff_see_their_own_line_and_operators_all() -> None:
    at = await prospects.scene("Harbour Motors", "Hill Motors")
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    for dealer in at.dealers:
        await cohorts.leads(dealer, await cohorts.people(1))
    readers = STAFF | {"operator", "staff of another"}

    assert await met(viewers, lambda v: doors.league(v, PERIOD)) == {
        "OPEN": readers,
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "NOT_ALLOWED": set(viewers) - readers - SIGNED_OUT,
    }
    shown = {
        name: {line.dealer_id for line in (await doors.league(viewers[name], PERIOD)).lines}
        for name in readers
    }
    assert shown.pop("operator") == {dealer.id for dealer in at.dealers}
    assert shown.pop("staff of another") == set()
    assert list(shown.values()) == [{at.dealer.id}] * len(STAFF)


async def test_silent_leads_are_operators_and_how_many_there_are_the_staffs_too() -> None:
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    [lead] = await cohorts.leads(at.dealer, await cohorts.people(1))
    readers, window = STAFF | {"operator"}, Window(10)

    assert await met(viewers, lambda v: silent_leads.page_of_all(v, window)) == {
        "OPEN": {"operator"},
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "NOT_ALLOWED": set(viewers) - {"operator"} - SIGNED_OUT,
    }
    assert await met(viewers, lambda v: silent_leads.see(v, lead.id)) == {
        "OPEN": {"operator"},
        "CLOSED": set(viewers) - {"operator"},
    }
    assert await met(viewers, lambda v: silent_leads.of_dealers(v, [at.dealer.id])) == {
        "OPEN": readers,
        "CLOSED": set(viewers) - readers,
    }
