"""Lead mail through the API: each of a dealer's staff chooses for themselves."""

from typing import Any

import pytest

from models.lead_mail import LeadMail
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api

SEEN = "mode digestHour quietFrom quietUntil"
SEE = f"query($dealer: ID!) {{ viewer {{ leadMail(dealer: $dealer) {{ {SEEN} }} }} }}"
AT_ONCE = {"mode": "AT_ONCE", "digestHour": 8, "quietFrom": "", "quietUntil": ""}


async def test_staff_choose_for_themselves_and_nobody_else_has_a_choice(api: Api) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    dora, dick = await prospects.staff(dealer), await prospects.staff(dealer, "Dick")
    strangers = [await prospects.staff(other, "Otto"), await people.operator()]
    mine = encode("Dealer", dealer.id)
    said: dict[str, Any] = {
        "mode": "DIGEST",
        "digestHour": 7,
        "quietFrom": "22:00",
        "quietUntil": "06:30",
    }

    async def seen(viewer: Any) -> Any:
        return (await api(SEE, as_=viewer, dealer=mine))["viewer"]["leadMail"]

    assert await seen(dora) == AT_ONCE
    payload = await api.mutate(
        "leadMailSet", f"leadMail {{ {SEEN} }}", as_=dora, dealer=mine, **said
    )
    assert payload == {"leadMail": said, "userErrors": []}
    assert [await seen(one) for one in (dora, dick)] == [said, AT_ONCE]
    for stranger in strangers:
        assert await seen(stranger) is None
        code = await api.refused("leadMailSet", as_=stranger, dealer=mine, mode="NONE")
        assert code == "NOT_FOUND"
    assert await api.refused("leadMailSet", dealer=mine, mode="NONE") == "SIGN_IN_REQUIRED"
    assert await LeadMail.all().count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"digestHour": 24}, "OUT_OF_RANGE"),
        ({"quietFrom": "22:00"}, "QUIET_HOURS_INVALID"),
        ({"quietFrom": "24:00", "quietUntil": "07:00"}, "QUIET_HOURS_INVALID"),
        ({"quietFrom": "07:00", "quietUntil": "07:00"}, "QUIET_HOURS_INVALID"),
    ],
)
async def test_hours_that_are_none_are_refused(api: Api, said: dict[str, Any], code: str) -> None:
    dealer = await prospects.dealer()
    dora, mine = await prospects.staff(dealer), encode("Dealer", dealer.id)
    refused = await api.refused("leadMailSet", as_=dora, dealer=mine, mode="AT_ONCE", **said)
    assert (refused, await LeadMail.all().count()) == (code, 0)
