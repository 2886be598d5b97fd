"""Enquiring: a friend who was brought agrees that a dealer makes contact."""

from uuid import UUID

from models import clock, consents, contacts, lead_intake, texts
from models.lead_intake import Enquiry
from models.members import Member
from models.referrals.rows import Referral
from models.refusals import NotReferred
from models.touches import LeadSource

METHOD = "REFERRAL"


async def enquire(  # noqa: PLR0913  consent and interest have this many sides
    friend: Member,
    dealer_id: UUID,
    *,
    text_version: int,
    language: str,
    model: str = "",
    decision_id: UUID | None = None,
) -> Referral:
    """Agree that the dealer makes contact, about a model perhaps; its lead has the inviter.

    Each time is a touch of its own, as who was lost or has bought may ask again. Refused for whom
    nobody brought.
    """
    model = texts.line(model, "model", most=80, least=0)
    friend = await friend.locked()
    referral = await Referral.get_or_none(invitee_id=friend.id)
    if referral is None:
        raise NotReferred
    contact, now = await contacts.of_member(friend), clock.now()
    consent = await consents.grant(
        contact, dealer_id, text_version=text_version, language=language, method=METHOD, at=now
    )
    enquiry = Enquiry(
        dealer_id, contact.id, LeadSource.REFERRAL, consent.id, now,
        referrer_id=referral.inviter_id, model=model, decision_id=decision_id,
    )  # fmt: skip
    await lead_intake.take([enquiry])
    return referral
