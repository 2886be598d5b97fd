"""Leads through the API: for the dealer's own staff, and as if not there for everyone else."""

import pytest

from models import clock, ids
from models.access.viewer import Viewer
from models.idempotency import IdempotencyKey
from models.lead_activities import ActivityKind, LeadActivity
from models.leads import Lead, LeadMove, LeadState
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api

LIST = """
query($dealer: ID!, $state: LeadState, $first: Int = 10, $after: String) {
  leads(dealer: $dealer, state: $state, first: $first, after: $after) {
    edges { node { id state } } pageInfo { hasNextPage endCursor }
  }
}
"""
OPEN = """
query($id: ID!) { node(id: $id) { ... on Lead {
  state lostReason capturedAt dealer { name } event { title }
  contact { name phone email locale } moves { fromState toState note actor { name } }
} } }
"""
MOVED = "lead { state lostReason moves { toState note } }"


async def _codes(api: Api, viewer: Viewer, dealer: str) -> list[str]:
    errors = await api.errors(LIST, as_=viewer, dealer=dealer)
    return [(error.extensions or {})["code"] for error in errors]


async def test_staff_open_a_lead_and_see_whom_to_contact_and_what_happened(api: Api) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    await lead.move(LeadState.ACKNOWLEDGED, "Called", by=dora.as_member())

    node = (await api(OPEN, as_=dora, id=encode("Lead", lead.id)))["node"]

    assert node == {
        "state": "ACKNOWLEDGED",
        "lostReason": "",
        "capturedAt": lead.captured_at.isoformat(),
        "dealer": {"name": "Harbour Motors"},
        "event": None,
        "contact": {
            "name": "Liu Wei",
            "phone": "+8613912345678",
            "email": "liu@people.example",
            "locale": "en",
        },
        "moves": [
            {
                "fromState": "NEW",
                "toState": "ACKNOWLEDGED",
                "note": "Called",
                "actor": {"name": "Dora"},
            }
        ],
    }


async def test_staff_page_through_their_leads_the_newest_first_and_by_state(api: Api) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    made = [await prospects.lead(dealer, f"Person {number}") for number in range(3)]
    await prospects.lead(other)
    dora = await prospects.staff(dealer)
    await made[1].move(LeadState.ACKNOWLEDGED, "", by=dora.as_member())
    dealer_id = encode("Dealer", dealer.id)

    first = (await api(LIST, as_=dora, dealer=dealer_id, first=2))["leads"]
    rest = await api(
        LIST, as_=dora, dealer=dealer_id, first=2, after=first["pageInfo"]["endCursor"]
    )
    contacted = (await api(LIST, as_=dora, dealer=dealer_id, state="ACKNOWLEDGED"))["leads"]

    shown = [edge["node"]["id"] for page in (first, rest["leads"]) for edge in page["edges"]]
    assert shown == [encode("Lead", lead.id) for lead in reversed(made)]
    assert (first["pageInfo"]["hasNextPage"], rest["leads"]["pageInfo"]["hasNextPage"]) == (
        True,
        False,
    )
    assert contacted["edges"] == [
        {"node": {"id": encode("Lead", made[1].id), "state": "ACKNOWLEDGED"}}
    ]


async def test_whoever_is_not_of_the_staff_is_answered_as_if_there_were_no_such_thing(
    api: Api,
) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    lead = await prospects.lead(dealer)
    strangers = [
        await prospects.staff(other, "Otto"),
        await people.operator(),
        await people.viewer(await people.member("Ann")),
    ]
    for stranger in strangers:
        for lead_id in (lead.id, ids.new()):
            asked = encode("Lead", lead_id)
            assert await api(OPEN, as_=stranger, id=asked) == {"node": None}
            assert (
                await api.refused("leadMove", as_=stranger, lead=asked, to="ACKNOWLEDGED")
                == "NOT_FOUND"
            )
        for dealer_id in (encode("Dealer", dealer.id), encode("Dealer", ids.new()), "nonsense"):
            assert await _codes(api, stranger, dealer_id) == ["NOT_FOUND"]
    assert await _codes(api, Viewer(), encode("Dealer", dealer.id)) == ["SIGN_IN_REQUIRED"]
    assert (await Lead.get(id=lead.id)).state is LeadState.NEW
    assert await LeadMove.all().count() == 0


async def test_a_lead_is_lost_with_a_reason_once_per_key(api: Api) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    await LeadActivity.create(lead=lead, kind=ActivityKind.CALL, actor_id=dora.as_member())
    said = {"lead": encode("Lead", lead.id), "to": "LOST", "reason": "Moved abroad"}

    first = await api.mutate("leadMove", MOVED, as_=dora, key="once", **said)
    again = await api.mutate("leadMove", MOVED, as_=dora, key="once", **said)

    assert first == again
    assert first == {
        "lead": {
            "state": "LOST",
            "lostReason": "Moved abroad",
            "moves": [{"toState": "LOST", "note": "Moved abroad"}],
        },
        "userErrors": [],
    }
    assert await LeadMove.all().count() == 1


@pytest.mark.parametrize(
    ("to", "reason", "code"),
    [
        ("LOST", "", "TEXT_EMPTY"),
        ("LOST", "x" * 501, "TEXT_TOO_LONG"),
        ("LOST", "a\x00b", "TEXT_HAS_CONTROL_CHARACTERS"),
        ("WON", "", "INVALID_TRANSITION"),
        ("NEW", "", "INVALID_TRANSITION"),
    ],
)
async def test_a_wrong_step_is_refused_and_changes_nothing(
    api: Api, to: str, reason: str, code: str
) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)

    refused = await api.refused(
        "leadMove", as_=dora, lead=encode("Lead", lead.id), to=to, reason=reason
    )

    assert refused == code
    assert (await Lead.get(id=lead.id)).state is LeadState.NEW
    assert await LeadMove.all().count() == 0
    assert await IdempotencyKey.all().count() == 1  # the refusal itself is remembered


async def test_a_withdrawn_lead_is_gone_for_the_staff_by_every_path(api: Api) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    await Lead.filter(id=lead.id).update(withdrawn_at=clock.now())
    asked = encode("Lead", lead.id)

    assert await api(OPEN, as_=dora, id=asked) == {"node": None}
    assert await api.refused("leadMove", as_=dora, lead=asked, to="ACKNOWLEDGED") == "NOT_FOUND"
    assert (await api(LIST, as_=dora, dealer=encode("Dealer", dealer.id)))["leads"]["edges"] == []


async def test_a_suspended_member_of_the_staff_reads_and_does_not_move(api: Api) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    member = await people.member("Dora")
    olga = await people.operator()
    await member.suspend(clock.now() + prospects.DAY, "Spam", by=olga.as_member())
    asked = encode("Lead", lead.id)
    suspended = await people.viewer(member)

    assert (await api(OPEN, as_=suspended, id=asked))["node"]["state"] == "NEW"
    assert (
        await api.refused("leadMove", as_=suspended, lead=asked, to="ACKNOWLEDGED") == "SUSPENDED"
    )
    assert dora.member_id == suspended.member_id


async def test_the_staff_say_that_a_car_was_handed_over_and_nobody_else_does(api: Api) -> None:
    dealer = await prospects.dealer()
    lead, dora = await prospects.lead(dealer), await prospects.staff(dealer)
    said = {"lead": encode("Lead", lead.id)}
    assert await api.refused("leadDeliver", as_=dora, **said) == "INVALID_TRANSITION"
    await Lead.filter(id=lead.id).update(state=LeadState.WON)
    for other in (await people.operator(), await people.viewer(await people.member("Ann"))):
        assert await api.refused("leadDeliver", as_=other, **said) == "NOT_FOUND"
    assert (await Lead.get(id=lead.id)).delivered_at is None

    first = await api.mutate("leadDeliver", "lead { state deliveredAt }", as_=dora, **said)
    assert await api.mutate("leadDeliver", "lead { state deliveredAt }", as_=dora, **said) == first
    delivered_at = (await Lead.get(id=lead.id)).delivered_at
    assert delivered_at is not None
    assert first["lead"] == {"state": "WON", "deliveredAt": delivered_at.isoformat()}
