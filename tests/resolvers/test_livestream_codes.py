"""Livestream codes: good in their time, once for each member, and a lead of the dealer chosen."""

from datetime import timedelta
from typing import Any

from models import clock, livestream_codes
from models.consents import Consent
from models.grants import Role
from models.leads import Lead
from models.livestream_codes import LivestreamClaim, LivestreamCode
from models.members import Member
from models.touches import LeadSource, Touch
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api
from tests.prospects import DOORS, Scene
from tests.races import DONE, raced

HOUR = timedelta(hours=1)


async def _code(api: Api, at: Scene) -> LivestreamCode:
    """A code of the scene's first dealer, good for an hour from doors on, said by Hana."""
    host = await people.member("Hana")
    await api.mutate(
        "livestreamCodeCreate", "code { code }", as_=await people.operator(),
        dealers=[encode("Dealer", at.dealer.id)], host=encode("Member", host.id),
        campaign="live-7", startsAt=DOORS.isoformat(), endsAt=(DOORS + HOUR).isoformat(),
        event=encode("Event", at.event.id),
    )  # fmt: skip
    return await LivestreamCode.get()


def _said(of: LivestreamCode, at: Scene, **said: Any) -> dict[str, Any]:
    return {
        "code": of.code.lower(),
        "dealer": encode("Dealer", at.dealer.id),
        "consentTextVersion": 1,
        "language": "zh",
        **said,
    }


async def test_a_code_makes_a_lead_with_host_and_campaign_once_for_each_member(api: Api) -> None:
    at = await prospects.scene()
    code = await _code(api, at)
    ann = await people.viewer(await people.member("Ann"))

    with clock.injected(lambda: DOORS):
        claimed = await api.mutate(
            "livestreamClaim", "claim { dealer { name } }", as_=ann, **_said(code, at)
        )
        again = await api.refused("livestreamClaim", as_=ann, **_said(code, at))

    assert claimed == {"claim": {"dealer": {"name": "Harbour Motors"}}, "userErrors": []}
    assert again == "CLAIMED_BEFORE"
    touch, lead, consent = await Touch.get(), await Lead.get(), await Consent.get()
    assert (touch.source, touch.host_id, touch.campaign, touch.event_id) == (
        LeadSource.LIVESTREAM,
        code.host_id,
        "live-7",
        at.event.id,
    )
    assert (lead.dealer_id, lead.id, consent.method) == (at.dealer.id, touch.lead_id, "LIVESTREAM")
    assert touch.ref == (await LivestreamClaim.get()).id


async def test_outside_of_its_time_or_of_its_dealers_a_code_is_refused_and_nothing_is_kept(
    api: Api,
) -> None:
    at = await prospects.scene("Harbour Motors", "Other Cars")
    code = await _code(api, at)
    ann = await people.viewer(await people.member("Ann"))
    other = encode("Dealer", at.dealers[1].id)

    async def refused(now: Any, **said: Any) -> str:
        with clock.injected(lambda: now):
            return await api.refused("livestreamClaim", as_=ann, **_said(code, at, **said))

    assert await refused(DOORS - timedelta(seconds=1)) == "LIVESTREAM_NOT_ON"
    assert await refused(DOORS + HOUR) == "LIVESTREAM_NOT_ON"
    assert await refused(DOORS, code="NOSUCH") == "CODE_WRONG"
    assert await refused(DOORS, dealer=other) == "NOT_FOUND"
    assert await refused(DOORS, consentTextVersion=9) == "CONSENT_TEXT_UNKNOWN"
    assert await api.refused("livestreamClaim", **_said(code, at)) == "SIGN_IN_REQUIRED"
    for table in (LivestreamClaim, Lead, Touch, Consent):
        assert await table.all().count() == 0


async def test_of_many_claims_of_a_member_at_once_one_counts(api: Api) -> None:
    at = await prospects.scene()
    code = await _code(api, at)
    ann = await people.member("Ann")

    with clock.injected(lambda: DOORS):
        outcomes = await raced(
            [
                lambda: livestream_codes.claim(
                    ann, code.code, at.dealer.id, text_version=1, language="en"
                )
            ]
            * 8
        )

    assert outcomes == {DONE: 1, "CLAIMED_BEFORE": 7}
    assert (await Lead.all().count(), await Touch.all().count()) == (1, 1)


async def test_managers_make_codes_for_their_own_dealers_and_nobody_else_does(api: Api) -> None:
    at = await prospects.scene("Harbour Motors", "Other Cars")
    mona = await people.with_role("Mona", Role.DEALER_MANAGER, at.dealer.id)
    dora = await prospects.staff(at.dealer)
    mine, others = (encode("Dealer", dealer.id) for dealer in at.dealers)
    host = await Member.get(id=mona.member_id)
    said = {
        "host": encode("Member", host.id),
        "campaign": "live-7",
        "startsAt": DOORS.isoformat(),
        "endsAt": (DOORS + HOUR).isoformat(),
    }

    async def refused(viewer: Any, *dealers: str, **other: Any) -> str:
        said_now = {**said, **other}
        return await api.refused(
            "livestreamCodeCreate", as_=viewer, dealers=list(dealers), **said_now
        )

    assert await refused(mona, mine, others) == "NOT_FOUND"
    assert await refused(dora, mine) == "NOT_FOUND"
    assert await refused(mona) == "OUT_OF_RANGE"
    assert await refused(mona, mine, endsAt=said["startsAt"]) == "ENDS_BEFORE_START"
    assert await LivestreamCode.all().count() == 0
    made = await api.mutate(
        "livestreamCodeCreate", "code { campaign host { name } }", as_=mona, dealers=[mine], **said
    )
    assert made["code"] == {"campaign": "live-7", "host": {"name": "Mona"}}
