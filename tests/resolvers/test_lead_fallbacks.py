"""Fallback owners through the API: named by managers and operators, among those who may be told."""

from typing import Any

from models.dealers import Dealer
from models.grants import Role
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api

SEE = "query($id: ID!) { node(id: $id) { ... on Dealer { fallback { name } } } }"


async def test_managers_and_operators_name_somebody_of_the_staff_or_of_the_brand(api: Api) -> None:
    dealer = await prospects.dealer()
    mona = await people.with_role("Mona", Role.DEALER_MANAGER, dealer.id)
    dora, olga = await prospects.staff(dealer), await people.operator()
    ann = await people.viewer(await people.member("Ann"))
    mine = encode("Dealer", dealer.id)

    async def seen(viewer: Any) -> Any:
        return (await api(SEE, as_=viewer, id=mine))["node"]["fallback"]

    for by, who, name in ((mona, dora, "Dora"), (olga, olga, "Olga")):
        payload = await api.mutate(
            "dealerFallbackSet", "dealer { fallback { name } }", as_=by, dealer=mine,
            member=encode("Member", who.as_member()),
        )  # fmt: skip
        assert payload == {"dealer": {"fallback": {"name": name}}, "userErrors": []}
    assert [await seen(one) for one in (dora, ann)] == [{"name": "Olga"}, None]

    said: dict[str, Any] = {"dealer": mine, "member": encode("Member", ann.as_member())}
    assert await api.refused("dealerFallbackSet", as_=mona, **said) == "NOT_OF_STAFF"
    for stranger in (dora, ann):
        assert await api.refused("dealerFallbackSet", as_=stranger, **said) == "NOT_FOUND"
    assert await api.refused("dealerFallbackSet", **said) == "SIGN_IN_REQUIRED"
    assert (await Dealer.get(id=dealer.id)).fallback_id == olga.member_id

    payload = await api.mutate("dealerFallbackSet", "", as_=mona, dealer=mine)
    assert (payload, await seen(mona)) == ({"userErrors": []}, None)
