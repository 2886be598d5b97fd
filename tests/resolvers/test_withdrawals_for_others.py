"""Consent taken back by who has no account: through the dealer or the brand that they told."""

from typing import Any

from models import lead_intake
from models.audit import AuditEntry
from models.consents import Consent
from models.dealers import Dealer
from models.leads import Lead
from models.outbox import OutboxMessage
from schema.nodes import encode
from tests import enquiries, people, prospects
from tests.client import Api

PHONE = "+8613912345678"


async def _came(dealer: Dealer, **known: str) -> Lead:
    """Somebody fills in the dealer's form, as a new contact each time."""
    one = enquiries.enquiry(dealer, await enquiries.person(dealer, **known))
    taken = await lead_intake.take([one])
    return await Lead.get(id=taken.leads[one.key])


async def test_who_told_the_dealer_is_gone_at_once_by_whichever_name_they_came(api: Api) -> None:
    dealer, other = await prospects.dealer(), await prospects.dealer("Other Cars")
    first, again = await _came(dealer, phone=PHONE), await _came(dealer, phone=PHONE)
    kept = await _came(other, phone=PHONE)
    assert first.id == again.id
    dora = await prospects.staff(dealer)

    said = {"lead": encode("Lead", first.id)}
    payload = await api.mutate("leadWithdraw", "lead { id }", as_=dora, **said)

    assert payload == {"lead": None, "userErrors": []}
    assert [lead.id for lead in await Lead.filter(withdrawn_at=None)] == [kept.id]
    told = await Consent.filter(is_granted=False)
    assert {(one.dealer_id, one.method) for one in told} == {(dealer.id, "TOLD_DEALER")}
    assert len(told) == 2
    entries = await AuditEntry.filter(action="consent.withdraw")
    assert [entry.actor_id for entry in entries] == [dora.member_id] * 2
    assert await OutboxMessage.filter(topic="lead.withdrawn").count() == 1
    assert await api.refused("leadWithdraw", as_=dora, **said) == "NOT_FOUND"


async def test_who_told_the_brand_is_known_by_phone_or_address_to_operators_alone(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    await _came(dealer, phone=PHONE)
    olga, dora = await people.operator(), await prospects.staff(dealer)
    said: dict[str, Any] = {"dealer": encode("Dealer", dealer.id), "phone": "+86 139 1234 5678"}

    assert await api.refused("contactWithdraw", as_=dora, **said) == "NOT_ALLOWED"
    assert await api.refused("contactWithdraw", **said) == "SIGN_IN_REQUIRED"
    unknown = {**said, "phone": "+8613900000000"}
    assert await api.refused("contactWithdraw", as_=olga, **unknown) == "NOT_FOUND"
    assert await Consent.filter(is_granted=False).count() == 0

    payload = await api.mutate("contactWithdraw", "dealer { name }", as_=olga, **said)

    assert payload == {"dealer": {"name": "Harbour Motors"}, "userErrors": []}
    assert await Lead.filter(withdrawn_at=None).count() == 0
    assert (await Consent.get(is_granted=False)).method == "TOLD_BRAND"


async def test_a_member_takes_back_what_they_agreed_to_by_a_form_with_their_address(
    api: Api,
) -> None:
    dealer = await prospects.dealer()
    ann = await people.member("Ann")
    await _came(dealer, email=ann.email)
    stranger = await _came(dealer, email="other@people.example")
    viewer = await people.viewer(ann)

    said = {"dealer": encode("Dealer", dealer.id)}
    payload = await api.mutate(
        "consentWithdraw", "consents { isGranted holderName }", as_=viewer, **said
    )

    assert payload["consents"] == [{"isGranted": False, "holderName": "Liu Wei"}]
    assert [lead.id for lead in await Lead.filter(withdrawn_at=None)] == [stranger.id]
