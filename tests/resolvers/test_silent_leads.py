"""Silent leads through the API: a queue for operators without people, and a count for dealers."""

from datetime import timedelta
from typing import Any

from models import clock, lead_clocks
from models.leads import Lead, LeadState
from schema.nodes import encode
from tests import cohorts, people, prospects
from tests.client import Api
from tests.cohorts import MINUTE
from tests.prospects import DOORS

QUEUE = """query($first: Int = 10, $after: String) {
  silentLeads(first: $first, after: $after) {
    edges { node { id dealer { name } capturedAt acknowledgeUntil escalatedTo } }
    pageInfo { hasNextPage endCursor }
} }"""
NODE = "query($id: ID!) { node(id: $id) { ... on SilentLead { escalatedTo } } }"
SILENCE = """query($id: ID!) { node(id: $id) { ... on Dealer { silence { count oldestAt } } } }"""


async def test_operators_see_whose_leads_are_silent_the_oldest_first_and_who_was_told(
    api: Api,
) -> None:
    olga = await people.operator()
    dealers = [await prospects.dealer(name) for name in ("Harbour Motors", "Hill Motors")]
    made = [
        (await cohorts.leads(dealer, await cohorts.people(1), at=DOORS + number * MINUTE))[0]
        for number, dealer in enumerate([*dealers, dealers[0]])
    ]
    await cohorts.leads(dealers[0], await cohorts.people(1), LeadState.ACKNOWLEDGED)
    [gone] = await cohorts.leads(dealers[0], await cohorts.people(1))
    await Lead.filter(id=gone.id).update(withdrawn_at=DOORS)
    await Lead.filter(id=made[0].id).update(escalate_at=DOORS + 30 * MINUTE)
    for minutes in (30, 60):
        await lead_clocks.escalate(DOORS + minutes * MINUTE)

    with clock.injected(lambda: DOORS + 31 * MINUTE):  # the third has a minute left
        first = (await api(QUEUE, as_=olga, first=1))["silentLeads"]
        after = first["pageInfo"]["endCursor"]
        rest = (await api(QUEUE, as_=olga, after=after))["silentLeads"]
        node = await api(NODE, as_=olga, id=encode("SilentLead", made[0].id))
        unknown = await api(NODE, as_=olga, id=encode("SilentLead", made[2].id))

    assert first["edges"] == [_edge(made[0], "Harbour Motors", DOORS, "MANAGER")]
    assert rest["edges"] == [_edge(made[1], "Hill Motors", DOORS + MINUTE, None)]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert node == {"node": {"escalatedTo": "MANAGER"}}
    assert unknown == {"node": None}


def _edge(lead: Lead, dealer: str, captured_at: Any, told: str | None) -> dict[str, Any]:
    return {
        "node": {
            "id": encode("SilentLead", lead.id),
            "dealer": {"name": dealer},
            "capturedAt": captured_at.isoformat(),
            "acknowledgeUntil": (captured_at + timedelta(minutes=30)).isoformat(),
            "escalatedTo": told,
        }
    }


async def test_a_dealer_hears_how_many_of_its_leads_are_silent_and_since_when(api: Api) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    dora = await prospects.staff(dealer)
    for number in (2, 1):
        await cohorts.leads(dealer, await cohorts.people(1), at=DOORS + number * MINUTE)

    async def heard(asked: str) -> Any:
        return (await api(SILENCE, as_=dora, id=asked))["node"]["silence"]

    with clock.injected(lambda: DOORS + 30 * MINUTE):
        assert await heard(encode("Dealer", dealer.id)) == {"count": 0, "oldestAt": None}
    with clock.injected(lambda: DOORS + 40 * MINUTE):
        assert await heard(encode("Dealer", dealer.id)) == {
            "count": 2,
            "oldestAt": (DOORS + MINUTE).isoformat(),
        }
        assert await heard(encode("Dealer", other.id)) is None
