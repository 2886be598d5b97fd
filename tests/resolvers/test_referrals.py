"""Referrals through the API."""

from typing import Any

import orjson

from models.audit import AuditEntry
from models.leads import Lead, LeadState
from models.members import Member
from models.outbox import OutboxMessage
from models.referrals.rows import Referral, ReferralStage
from models.touches import LeadSource, Touch
from schema.nodes import encode
from tests import friends, people, prospects
from tests.client import Api

SHOWN = "stage flag verdict firstName inviter { name } invitee { name }"
OWN = f"""{{ viewer {{ referralCode {{ code link }} referredBy {{ stage inviter {{ name }} }}
    referrals(first: 10) {{ edges {{ node {{ {SHOWN} }} }} }} }} }}"""
FLAGGED = f"{{ flaggedReferrals(first: 10) {{ edges {{ node {{ id {SHOWN} }} }} }} }}"
NODE = f"query($id: ID!) {{ node(id: $id) {{ ... on Referral {{ {SHOWN} }} }} }}"


async def test_a_member_has_a_code_and_a_link_and_sees_of_friends_what_they_agreed_to(
    api: Api,
) -> None:
    ann = await people.viewer(await people.member("Ann"))
    assert (await api(OWN, as_=ann))["viewer"]["referralCode"] is None
    payload = await api.mutate("referralCodeRenew", "referralCode { code link }", as_=ann)
    code = payload["referralCode"]["code"]
    assert payload["referralCode"]["link"] == f"https://luming.example/r/{code}"

    for name, says in (("Lena Hoffmann", {"showsName": True}), ("沈佳宁", {})):
        friend = await people.member(f"Friend{len(says)}", phone="")
        friend = await friend.update_profile(name=name)
        said: dict[str, Any] = {"code": code, **says}
        claimed = await api.mutate(
            "referralClaim", f"referral {{ {SHOWN} }}", as_=await people.viewer(friend), **said
        )
        assert claimed["referral"] == {
            "stage": "REGISTERED", "flag": None, "verdict": None, "firstName": None,
            "inviter": None, "invitee": None,
        }  # fmt: skip

    seen = await api(OWN, as_=ann)
    assert [edge["node"]["firstName"] for edge in seen["viewer"]["referrals"]["edges"]] == [
        None, "Lena",
    ]  # fmt: skip
    for secret in ("Hoffmann", "佳宁", "friend"):
        assert secret not in orjson.dumps(seen).decode()


async def test_why_a_claim_is_refused_is_told_and_nothing_is_written(api: Api) -> None:
    ann = await people.viewer(await people.member("Ann"))
    code = await friends.code_of("Ann")
    assert await api.refused("referralClaim", as_=ann, code=code) == "NOT_ONESELF"
    assert await api.refused("referralClaim", as_=ann, code="nothing") == "REFERRAL_CODE_UNKNOWN"
    assert await api.refused("referralClaim", code=code) == "SIGN_IN_REQUIRED"
    assert await Referral.all().count() == 0


async def test_a_new_member_names_a_code_at_sign_up(api: Api) -> None:
    code = await friends.code_of("Ann")
    for number, said in enumerate((code, "nonsense", code.lower())):
        address = f"new{number}@people.example"
        await api.mutate("signInStart", "", email=address)
        sent = await OutboxMessage.filter(topic="sign_in.code").order_by("-id").first()
        assert sent is not None
        payload = await api.mutate(
            "signInComplete", "token viewer { referredBy { stage } }",
            email=address, code=sent.payload["code"], referral=said,
        )  # fmt: skip
        assert payload["token"]
        is_good = said != "nonsense"
        assert payload["viewer"]["referredBy"] == ({"stage": "REGISTERED"} if is_good else None)
    assert await Referral.all().count() == 2
    assert await Member.filter(email__startswith="new").count() == 3


async def test_operators_see_who_is_flagged_and_say_what_it_is(api: Api) -> None:
    referral = await friends.brought("Ann", "Ben")
    for name in ("Ann", "Ben"):
        await people.member(name, phone="+8613912345678")
    await friends.advance(referral, ReferralStage.ORDERED)
    olga = await people.operator()
    ann = await people.viewer(await people.member("Ann"))

    [edge] = (await api(FLAGGED, as_=olga))["flaggedReferrals"]["edges"]
    assert edge["node"] == {
        "id": encode("Referral", referral.id), "stage": "ORDERED", "flag": "SAME_PERSON",
        "verdict": None, "firstName": None, "inviter": {"name": "Ann"}, "invitee": {"name": "Ben"},
    }  # fmt: skip
    said = {"referral": edge["node"]["id"], "verdict": "CLEARED", "reason": "A couple"}
    assert await api.refused("referralReview", as_=ann, **said) == "NOT_ALLOWED"
    assert await friends.points(referral.inviter_id) == 0
    payload = await api.mutate("referralReview", "referral { verdict }", as_=olga, **said)
    assert payload["referral"] == {"verdict": "CLEARED"}
    assert await friends.points(referral.inviter_id) == 2000
    entry = await AuditEntry.get(action="referral.review")
    assert (entry.actor_id, entry.detail["reason"]) == (olga.member_id, "A couple")
    [error] = await api.errors(FLAGGED, as_=ann)
    assert (error.extensions or {})["code"] == "NOT_ALLOWED"


async def test_a_referral_is_there_for_both_its_members_and_operators_alone(api: Api) -> None:
    referral = await friends.brought("Ann", "Ben")
    global_id = encode("Referral", referral.id)
    seen = {}
    for name in ("Ann", "Ben", "Cem"):
        viewer = await people.viewer(await people.member(name))
        seen[name] = (await api(NODE, as_=viewer, id=global_id))["node"] is not None
    seen["operator"] = (await api(NODE, as_=await people.operator(), id=global_id))[
        "node"
    ] is not None
    seen["nobody"] = (await api(NODE, id=global_id))["node"] is not None
    assert seen == {"Ann": True, "Ben": True, "Cem": False, "operator": True, "nobody": False}


async def test_a_friend_who_agrees_is_a_lead_with_who_brought_them(api: Api) -> None:
    dealer = await prospects.dealer()
    referral = await friends.brought("Ann", "Ben")
    ben = await people.viewer(await Member.get(name="Ben"))
    said: dict[str, Any] = {
        "dealer": encode("Dealer", dealer.id), "consentTextVersion": 1, "language": "en",
        "model": "Seven",
    }  # fmt: skip

    for _ in range(2):
        payload = await api.mutate("referralEnquire", "referral { id }", as_=ben, **said)
        assert payload["referral"] == {"id": encode("Referral", referral.id)}

    lead = await Lead.get()
    assert (lead.source, lead.model) == (LeadSource.REFERRAL, "Seven")
    touches = await Touch.filter(lead_id=lead.id)
    assert [touch.referrer_id for touch in touches] == [referral.inviter_id] * 2
    await Lead.all().update(state=LeadState.WON)
    await api.mutate("referralEnquire", "referral { id }", as_=ben, **said)
    assert await Lead.all().count() == 2  # who has bought and asks again is a new one
    cara = await people.viewer(await people.member("Cara"))
    assert await api.refused("referralEnquire", as_=cara, **said) == "NOT_REFERRED"
    assert await api.refused("referralEnquire", **said) == "SIGN_IN_REQUIRED"
    assert await Lead.all().count() == 2
