"""A dealer sees how many a community has, and of those who agree leads until they take it back."""

from typing import Any

import pytest

from models.access.viewer import Viewer
from models.communities import JoinPolicy
from models.consents import Consent
from models.grants import Role
from models.handovers.rows import Handover, HandoverState
from models.leads import Lead
from models.memberships import Membership
from schema.nodes import encode
from tests import communities, handovers, people, prospects
from tests.client import Api

_ONE = "handover { id state communityName memberCount agreedCount viewerHasAgreed }"
_LEADS = """
    query ($dealer: ID!) {
      leads(dealer: $dealer, first: 5) { edges { node { source contact { name email } } } }
    }
"""
_PEOPLE = """
    query ($id: ID!, $dealer: ID!) {
      node(id: $id) { ... on Handover {
        state communityName memberCount agreedCount viewerHasAgreed
        steps { toState }
        community { name memberships(first: 5) { edges { node { member { name } } } } }
      } }
      leads(dealer: $dealer, first: 5) { edges { node { contact { name } } } }
    }
"""


def _agreeing(handover_id: str, **said: Any) -> dict[str, Any]:
    return {"handover": handover_id, "consentTextVersion": 1, "language": "zh", **said}


async def _leads(api: Api, viewer: Viewer, dealer: str) -> list[dict[str, Any]]:
    answer = await api(_LEADS, as_=viewer, dealer=dealer)
    return [edge["node"] for edge in answer["leads"]["edges"]]


async def test_without_separate_consent_a_dealer_sees_a_count_and_withdrawal_hides_at_once(
    api: Api,
) -> None:
    gina = await people.member("Gina")
    group = await communities.group("Night Drivers", gina, JoinPolicy.INVITE)
    ann, ben = await people.member("Ann"), await people.member("Ben")
    await communities.inside(group, ann, ben)
    dealer = await prospects.dealer()
    owner, member = await people.viewer(gina), await people.viewer(ann)
    other = await prospects.dealer("Other Cars")
    dora, otto = await prospects.staff(dealer), await prospects.staff(other, "Otto")
    to = encode("Dealer", dealer.id)

    proposed = await api.mutate(
        "handoverPropose", _ONE, as_=owner, community=communities.gid(group), dealer=to
    )
    said = {"handover": proposed["handover"]["id"]}
    await api.mutate("handoverAccept", _ONE, as_=dora, **said)
    active = await api.mutate("handoverActivate", _ONE, as_=owner, **said)
    assert active["handover"] == {
        "id": said["handover"], "state": "ACTIVE", "communityName": "Night Drivers",
        "memberCount": 3, "agreedCount": 0, "viewerHasAgreed": False,
    }  # fmt: skip

    seen = await api(_PEOPLE, as_=dora, id=said["handover"], dealer=to)
    assert seen == {
        "node": {
            "state": "ACTIVE", "communityName": "Night Drivers", "memberCount": 3,
            "agreedCount": 0, "viewerHasAgreed": False, "community": None,
            "steps": [
                {"toState": "PROPOSED"},
                {"toState": "ACCEPTED"},
                {"toState": "ACTIVE"},
            ],
        },
        "leads": {"edges": []},
    }  # fmt: skip

    joined = await api.mutate("handoverJoin", _ONE, as_=member, **_agreeing(said["handover"]))
    assert joined["handover"]["viewerHasAgreed"] is True
    assert joined["handover"]["agreedCount"] is None
    seen = await api(_PEOPLE, as_=dora, id=said["handover"], dealer=to)
    assert (seen["node"]["memberCount"], seen["node"]["agreedCount"]) == (3, 1)
    assert await _leads(api, dora, to) == [
        {"source": "HANDOVER", "contact": {"name": "Ann", "email": "ann@people.example"}}
    ]
    assert await _leads(api, otto, encode("Dealer", other.id)) == []

    await api.mutate("consentWithdraw", "", as_=member, dealer=to)
    seen = await api(_PEOPLE, as_=dora, id=said["handover"], dealer=to)
    assert (seen["node"]["agreedCount"], seen["leads"]["edges"]) == (0, [])


async def test_a_replay_and_a_second_join_make_one_lead(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, await prospects.dealer())
    said = _agreeing(encode("Handover", made.id))
    member = await people.viewer(ann)

    first = await api.mutate("handoverJoin", _ONE, as_=member, key="tap", **said)
    assert await api.mutate("handoverJoin", _ONE, as_=member, key="tap", **said) == first
    assert (await Lead.all().count(), await Consent.all().count()) == (1, 1)
    await api.mutate("handoverJoin", _ONE, as_=member, **said)
    assert (await Lead.all().count(), await Consent.all().count()) == (1, 2)


async def test_a_member_finds_what_they_may_agree_to_and_nobody_else_anything(api: Api) -> None:
    lens, wheels = await communities.circle("Lens"), await communities.circle("Wheels")
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    shown = await handovers.handover(lens, await prospects.dealer())
    await handovers.handover(wheels, await prospects.dealer("Other Cars"))
    await handovers.handover(lens, await prospects.dealer("Third Cars"), HandoverState.ACCEPTED)
    document = "{ handovers(first: 5) { edges { node { id dealer { name } agreedCount steps {"
    document += " toState } } } } }"

    async def found(viewer: Viewer) -> list[dict[str, Any]]:
        return [edge["node"] for edge in (await api(document, as_=viewer))["handovers"]["edges"]]

    assert await found(await people.viewer(ann)) == [{
        "id": encode("Handover", shown.id), "dealer": {"name": "Harbour Motors"},
        "agreedCount": None, "steps": None,
    }]  # fmt: skip
    assert await found(await people.viewer(await people.member("Eve"))) == []
    assert len(await found(await people.operator())) == 3
    [error] = await api.errors(document)
    assert error.extensions == {"code": "SIGN_IN_REQUIRED"}


async def test_handovers_come_by_community_and_dealer_page_by_page(api: Api) -> None:
    lens, wheels = await communities.circle("Lens"), await communities.circle("Wheels")
    dealers = [await prospects.dealer(f"Cars {number}") for number in range(3)]
    for dealer in dealers:
        await handovers.handover(lens, dealer)
    await handovers.handover(wheels, dealers[0])
    document = """
        query ($community: ID, $dealer: ID, $after: String) {
          handovers(community: $community, dealer: $dealer, first: 2, after: $after) {
            edges { node { communityName dealer { name } } } pageInfo { endCursor hasNextPage }
          }
        }
    """
    olga = await people.operator()

    async def page(**said: Any) -> tuple[list[tuple[str, str]], str | None]:
        found = (await api(document, as_=olga, **said))["handovers"]
        rows = [
            (edge["node"]["communityName"], edge["node"]["dealer"]["name"])
            for edge in found["edges"]
        ]
        return rows, found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None

    of_lens = {"community": communities.gid(lens)}
    first, cursor = await page(**of_lens)
    assert first == [("Lens", "Cars 0"), ("Lens", "Cars 1")]
    assert await page(**of_lens, after=cursor) == ([("Lens", "Cars 2")], None)
    rows, _ = await page(dealer=encode("Dealer", dealers[0].id))
    assert rows == [("Lens", "Cars 0"), ("Wheels", "Cars 0")]
    assert await page(
        community=communities.gid(wheels), dealer=encode("Dealer", dealers[1].id)
    ) == (
        [],
        None,
    )


async def test_a_dealer_declines_with_a_reason_that_both_sides_read(api: Api) -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    olga, mona = (
        await people.operator(),
        await people.with_role("Mona", Role.DEALER_MANAGER, dealer.id),
    )
    proposed = await api.mutate(
        "handoverPropose", "handover { id }", as_=olga,
        community=communities.gid(lens), dealer=encode("Dealer", dealer.id),
    )  # fmt: skip
    said = {"handover": proposed["handover"]["id"]}
    assert await api.refused("handoverActivate", as_=olga, **said) == "INVALID_TRANSITION"
    assert await api.refused("handoverAccept", as_=olga, **said) == "NOT_FOUND"

    selection = "handover { state steps { fromState toState reason } }"
    declined = await api.mutate("handoverDecline", selection, as_=mona, reason="Too far.", **said)
    assert declined["handover"] == {
        "state": "DECLINED",
        "steps": [
            {"fromState": None, "toState": "PROPOSED", "reason": ""},
            {
                "fromState": "PROPOSED", "toState": "DECLINED", "reason": "Too far."
            },
        ],
    }  # fmt: skip
    assert await api.refused("handoverEnd", as_=mona, **said) == "INVALID_TRANSITION"


@pytest.mark.parametrize("side", ["dealer", "brand"])
async def test_either_side_ends_it_and_members_find_it_no_more(api: Api, side: str) -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann = await people.member("Ann")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)
    said = {"handover": encode("Handover", made.id)}
    ending = await (prospects.staff(dealer) if side == "dealer" else people.operator())
    member = await people.viewer(ann)

    assert await api.refused("handoverEnd", as_=member, **said) == "NOT_FOUND"
    ended = await api.mutate("handoverEnd", "handover { state }", as_=ending, **said)

    assert ended == {"handover": {"state": "ENDED"}, "userErrors": []}
    refused = await api.refused("handoverJoin", as_=member, **_agreeing(said["handover"]))
    assert refused == "NOT_FOUND"
    assert (await Lead.all().count(), await Consent.all().count()) == (0, 0)


async def test_nothing_is_proposed_for_others_communities_or_to_no_dealer(api: Api) -> None:
    gina = await people.member("Gina")
    group, lens = await communities.group("Night Drivers", gina), await communities.circle("Lens")
    dealer = await prospects.dealer()
    owner, dora = await people.viewer(gina), await prospects.staff(dealer)
    to = encode("Dealer", dealer.id)

    async def refused(viewer: Viewer, **said: str) -> str:
        return await api.refused("handoverPropose", as_=viewer, **said)

    assert await refused(owner, community=communities.gid(lens), dealer=to) == "NOT_FOUND"
    assert await refused(dora, community=communities.gid(group), dealer=to) == "NOT_FOUND"
    assert await refused(owner, community=communities.gid(group), dealer="x") == "NOT_FOUND"
    assert await Handover.all().count() == 0
    assert await Membership.all().count() == 1
