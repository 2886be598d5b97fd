"""Who passes the door to a dealer's questions: its own staff and operators."""

import pytest

from models import database, ids, lead_questions
from models.access import lead_questions as doors
from tests import prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.models.test_lead_questions import MODEL

pytestmark = pytest.mark.usefixtures("db")
SETTING = STAFF | {"operator"}


async def test_questions_are_seen_and_set_by_the_staff_of_now_and_operators_alone() -> None:
    at = await prospects.scene()
    viewers = await showroom.of(at, await prospects.guest(at, "Ann"))
    async with database.transaction():
        await lead_questions.replace(at.dealer, [MODEL], by=ids.new())
    others, signed_out = set(viewers) - SETTING, {"nobody", "device"}

    assert await met(viewers, lambda v: doors.of_dealers(v, [at.dealer.id])) == {
        "OPEN": SETTING,
        "CLOSED": others,
    }
    assert await met(viewers, lambda v: doors.to_set(v, at.dealer.id, "dealer")) == {
        "OPEN": SETTING - {"suspended staff"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": signed_out,
        "NOT_FOUND": others - signed_out,
    }
    assert await met(viewers, lambda v: doors.to_set(v, ids.new(), "dealer")) == {
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": signed_out,
        "NOT_FOUND": set(viewers) - signed_out - {"suspended staff"},
    }
