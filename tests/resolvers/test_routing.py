"""Routing through the API: rules, proposals, and why a lead lies where it does."""

from typing import Any

from models import ids
from models.leads import Lead
from models.routing import proposing
from models.routing.rows import RoutingDecision, RoutingRules
from models.routing.rules import Rule, Territory
from schema.nodes import decode, encode
from tests import people, prospects, routed
from tests.client import NOBODY, Api
from tests.routed import MONDAY, later

WHY = """
    at number dealer { name } assignee { name }
    staff { member { name } score refusal }
    decision {
        rulesVersion rule dealer { name } passed { rule reason }
        dealers { dealer { name } score refusal }
    }
"""
EXPLAIN = f"query($lead: ID!) {{ leadRoutingExplain(lead: $lead) {{ {WHY} }} }}"
SEE = f"query($id: ID!) {{ node(id: $id) {{ ... on Lead {{ routing {{ {WHY} }} }} }} }}"
DECIDED = "decision { id rulesVersion rule dealer { name } dealers { score } passed { rule } }"
PREVIEW = """
    query($rules: ID!, $since: DateTime!, $until: DateTime!) {
        routingRulesPreview(rules: $rules, since: $since, until: $until) {
            considered changed isCut shifts { dealer { name } before after }
            examples { decision { id } before { name } after { name } rule }
        }
    }
"""
RULES = """
    rules {
        id version note activatesAt fallback { dealer { name } weight } createdBy { name }
        rules {
            name territory withinKm cities models languages campaigns
            venues { name } dealers { dealer { name } weight }
        }
    }
"""


async def test_operators_draft_rules_look_ahead_and_bring_them_into_force(api: Api) -> None:
    one, two = await routed.dealer("One"), await routed.dealer("Two")
    olga = await people.operator()
    venue = (await prospects.scene("Three")).event.venue_id
    await routed.rules(fallback=[one])
    for _ in range(3):
        await routed.propose(model="m5", language="en")
    shares = [{"dealer": encode("Dealer", two.id), "weight": 7}]
    rule = {"name": "M5", "models": ["M5"], "dealers": shares, "languages": ["en", "zh"]}
    elsewhere = {
        "name": "There", "territory": "DISTANCE", "withinKm": 30, "cities": ["Suzhou"],
        "campaigns": ["May"], "venues": [encode("Venue", venue)],
    }  # fmt: skip

    drafted = await api.mutate(
        "routingRulesDraft", RULES, as_=olga, rules=[elsewhere, rule], fallback=shares, note="May"
    )

    made = drafted["rules"]
    assert made == {
        "id": made["id"], "version": 2, "note": "May", "activatesAt": None,
        "fallback": [{"dealer": {"name": "Two"}, "weight": 7}], "createdBy": {"name": "Olga"},
        "rules": [
            {"name": "There", "territory": "DISTANCE", "withinKm": 30, "cities": ["suzhou"],
             "models": [], "languages": [], "campaigns": ["may"],
             "venues": [{"name": "Pier 7"}], "dealers": []},
            {"name": "M5", "territory": "NAMED", "withinKm": None, "cities": [],
             "models": ["m5"], "languages": ["en", "zh"], "campaigns": [],
             "venues": [], "dealers": [{"dealer": {"name": "Two"}, "weight": 7}]},
        ],
    }  # fmt: skip
    span = {"since": later(0).isoformat(), "until": later(1).isoformat()}
    ahead = (await api(PREVIEW, as_=olga, rules=made["id"], **span))["routingRulesPreview"]
    assert (ahead["considered"], ahead["changed"], ahead["isCut"]) == (3, 3, False)
    assert ahead["shifts"] == [
        {"dealer": {"name": "One"}, "before": 3, "after": 0},
        {"dealer": {"name": "Two"}, "before": 0, "after": 3},
    ]
    first = await RoutingDecision.all().order_by("id").first()
    assert first is not None
    assert ahead["examples"][0] == {
        "decision": {"id": encode("RoutingDecision", first.id)},
        "before": {"name": "One"}, "after": {"name": "Two"}, "rule": "M5",
    }  # fmt: skip

    active = await api.mutate("routingRulesActivate", "rules { version activatesAt }", as_=olga,
                              rules=made["id"], at=None)  # fmt: skip
    assert active["rules"]["activatesAt"] is not None
    assert await api.refused("routingRulesActivate", as_=olga, rules=made["id"]) == "ALREADY_ACTIVE"
    listed = await api("{ routingRules(first: 5) { edges { node { version } } } }", as_=olga)
    versions = [edge["node"]["version"] for edge in listed["routingRules"]["edges"]]
    assert versions == [2, 1]


async def test_only_operators_have_to_do_with_rules(api: Api) -> None:
    at = await prospects.scene()
    rules, dora = await routed.rules(), await prospects.staff(at.dealer)
    ours = {"rules": encode("RoutingRules", rules.id)}
    span = {"since": later(0).isoformat(), "until": later(1).isoformat()}

    assert await api.refused("routingRulesDraft", as_=dora, rules=[]) == "NOT_ALLOWED"
    assert await api.refused("routingRulesActivate", as_=dora, **ours) == "NOT_ALLOWED"
    assert await api.refused("routingRulesDraft", rules=[]) == "SIGN_IN_REQUIRED"
    [error] = await api.errors(PREVIEW, as_=dora, **ours, **span)
    assert error.extensions == {"code": "NOT_ALLOWED"}
    listed = await api("{ routingRules(first: 5) { edges { node { version } } } }", as_=dora)
    assert listed["routingRules"]["edges"] == []
    seen = await api("query($rules: ID!) { node(id: $rules) { id } }", as_=dora, **ours)
    assert seen["node"] is None
    assert await RoutingRules.all().count() == 1


async def test_anyone_asks_once_per_key_and_hears_the_dealer_without_reasons(api: Api) -> None:
    await routed.rules(fallback=[await routed.dealer("One")])
    expected: dict[str, Any] = {
        "rulesVersion": None, "rule": None, "dealer": {"name": "One"}, "dealers": [], "passed": [],
    }  # fmt: skip

    asked = [await api.mutate("leadRoute", DECIDED, key="once", city="Suzhou") for _ in range(2)]
    ann = await people.viewer(await people.member("Ann"))
    own = await api.mutate("leadRoute", DECIDED, as_=ann)

    assert asked[0] == asked[1]
    for payload in (asked[0], own):
        assert payload["decision"] == {**expected, "id": payload["decision"]["id"]}
    assert await RoutingDecision.all().count() == 2
    found = "query($id: ID!) { node(id: $id) { id } }"
    assert (await api(found, as_=NOBODY, id=own["decision"]["id"]))["node"] is None
    assert (await api(found, as_=ann, id=own["decision"]["id"]))["node"] is not None


async def test_what_cannot_be_routed_is_refused_and_nothing_is_written(api: Api) -> None:
    assert await api.refused("leadRoute") == "NO_RULES_IN_FORCE"
    await routed.rules()
    for said, code in (
        ({"venue": encode("Venue", ids.new())}, "NOT_FOUND"),
        ({"position": {"latitude": 0, "longitude": 181}}, "OUT_OF_RANGE"),
        ({"language": "fr"}, "LOCALE_UNKNOWN"),
        ({"model": "x" * 81}, "TEXT_TOO_LONG"),
    ):
        assert await api.refused("leadRoute", **said) == code
    assert await RoutingDecision.all().count() == 0


async def test_a_member_who_has_a_lead_stays_with_that_dealer(api: Api) -> None:
    at = await prospects.scene("Harbour Motors", "Other Cars")
    await routed.rules(Rule("Own", Territory.RELATION), fallback=[at.dealer])
    ann = await people.member("Ann")
    seat, *_ = await prospects.seated(at, ann)
    await Lead.create(contact_id=seat.contact_id, dealer_id=at.dealers[1].id)

    own = await api.mutate("leadRoute", DECIDED, as_=await people.viewer(ann))
    other = await api.mutate("leadRoute", DECIDED)

    assert own["decision"]["dealer"] == {"name": "Other Cars"}
    assert other["decision"]["dealer"] == {"name": "Harbour Motors"}


async def test_a_lead_tells_its_dealer_and_operators_why_it_is_theirs(api: Api) -> None:
    at = await prospects.scene("Harbour Motors", "Other Cars")
    dora, olga = await prospects.staff(at.dealer), await people.operator()
    otto = await prospects.staff(at.dealers[1], "Otto")
    await routed.works(at.dealer, "Dick")
    version = await routed.rules(fallback=[at.dealer])
    [lead] = await routed.leads(at.dealer)
    asked = await api.mutate("leadRoute", DECIDED)
    found = decode(asked["decision"]["id"])
    assert found is not None
    await proposing.take(found[1], at.dealer.id, lead)
    await routed.assign([lead])
    ours: dict[str, Any] = {
        "at": MONDAY.isoformat(), "number": 1, "dealer": {"name": "Harbour Motors"},
        "assignee": {"name": "Dick"},
        "staff": [{"member": {"name": "Dick"}, "score": 1, "refusal": None}],
        "decision": {
            "rulesVersion": version.version, "rule": "", "dealer": {"name": "Harbour Motors"},
            "passed": [],
            "dealers": [
                {"dealer": {"name": "Harbour Motors"}, "score": 0, "refusal": None},
                {"dealer": None, "score": None, "refusal": None},
            ],
        },
    }  # fmt: skip
    whole = {"dealer": {"name": "Other Cars"}, "score": None, "refusal": "NOT_NAMED"}
    global_id = encode("Lead", lead)

    assert (await api(EXPLAIN, as_=dora, lead=global_id))["leadRoutingExplain"] == ours
    assert (await api(SEE, as_=dora, id=global_id))["node"]["routing"] == ours
    told = (await api(EXPLAIN, as_=olga, lead=global_id))["leadRoutingExplain"]
    assert told["decision"]["dealers"] == [ours["decision"]["dealers"][0], whole]
    for viewer in (otto, NOBODY):
        assert (await api(EXPLAIN, as_=viewer, lead=global_id))["leadRoutingExplain"] is None
