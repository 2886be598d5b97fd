"""Who reads a roster, and who sets it."""

import pytest

from models.access import rosters as doors
from models.access.viewer import Viewer
from models.refusals import NotFound
from tests import people, prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")


async def _scene() -> tuple[Scene, dict[str, Viewer]]:
    at = await prospects.scene()
    return at, await showroom.of(at, await prospects.guest(at, "Ann"))


async def test_a_roster_is_read_by_who_works_at_the_dealer_and_operators() -> None:
    at, viewers = await _scene()
    for name, viewer in viewers.items():
        seen = await doors.of_dealers(viewer, [at.dealer.id])
        assert (at.dealer.id in seen) is (name in STAFF | {"operator"}), name


async def test_a_roster_is_set_by_managers_and_operators() -> None:
    at, viewers = await _scene()
    signed_out = {"nobody", "device"}
    assert await met(viewers, lambda v: doors.to_set(v, at.dealer.id, "dealer")) == {
        "OPEN": {"manager", "operator"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": signed_out,
        "NOT_FOUND": set(viewers) - {"manager", "operator", "suspended staff"} - signed_out,
    }


async def test_only_who_works_at_the_dealer_now_is_entered() -> None:
    at, viewers = await _scene()
    for name in ("staff", "manager", "suspended staff"):
        member_id = viewers[name].as_member()
        assert await doors.to_enter(at.dealer, member_id, "member") == member_id
    stranger = (await people.viewer(await people.member("Zoe"))).as_member()
    elsewhere = ("staff of another", "staff until yesterday", "staff from tomorrow", "operator")
    for member_id in (stranger, *(viewers[name].as_member() for name in elsewhere)):
        with pytest.raises(NotFound):
            await doors.to_enter(at.dealer, member_id, "member")
