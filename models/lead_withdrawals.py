"""Withdrawals: a person takes their consent back, and the dealer sees them no more."""

from collections.abc import Sequence
from uuid import UUID

from models import (
    audit,
    clock,
    consents,
    database,
    lead_changes,
    lead_identities,
    lead_intake,
    outbox,
)
from models.contacts import Contact
from models.lead_changes import LeadChangeKind
from models.lead_intake import Enquiry, writing
from models.leads import Lead
from models.touches import Touch


async def withdraw(
    contacts: Sequence[Contact], dealer_id: UUID, *, method: str, by: UUID | None = None
) -> None:
    """Take these people's consent back: from now on the dealer sees none of their leads.

    Of others' leads that they have touched, their touches go. Whoever else had touched a lead that
    goes, as somebody with the same phone number, and has not taken anything back, becomes a lead
    of their own. `by` is the member who said so, where one did.
    """
    contact_ids = [contact.id for contact in contacts]
    async with database.transaction():
        locked = await _hold(contact_ids, dealer_id)
        await consents.record_withdrawals(
            [locked[contact_id] for contact_id in contact_ids], dealer_id, method=method
        )
        gone = await _take_leads(contact_ids, dealer_id)
        touched = sorted(await _take_touches(contact_ids, dealer_id) - set(gone))
        await writing.sum_up(touched)
        await lead_changes.record(LeadChangeKind.WITHDRAWN, gone)
        await lead_changes.record(LeadChangeKind.UPDATED, touched)
        await outbox.tell_all("lead.withdrawn", [{"lead": lead_id} for lead_id in gone])
        for contact_id in contact_ids:
            await audit.record(
                by, "consent.withdraw", locked[contact_id], dealer=dealer_id, method=method
            )
        await _keep_others(gone)


async def withdraw_lead(lead: Lead, *, method: str, by: UUID) -> Lead:
    """Take back the consent of a lead's person, as they told somebody who cannot be them.

    Every contact by which they came takes it back, so that none of them is a lead anew.
    """
    async with database.transaction():
        touches = await Touch.filter(lead_id=lead.id, withdrawn_at=None)
        came_as = {lead.contact_id, *(touch.contact_id for touch in touches)}
        people = await Contact.filter(id__in=came_as).order_by("id")
        await withdraw(people, lead.dealer_id, method=method, by=by)
    return lead


async def _hold(contact_ids: Sequence[UUID], dealer_id: UUID) -> dict[UUID, Contact]:
    """They and whoever else touched the leads that go, in one order.

    Against intake, which reads consents under a lock on the same rows.
    """
    others = await _others(contact_ids, dealer_id)
    held = Contact.filter(id__in=[*contact_ids, *others]).order_by("id").select_for_update()
    return {contact.id: contact for contact in await held}


async def _others(contact_ids: Sequence[UUID], dealer_id: UUID) -> list[UUID]:
    """Who else has touched the leads that go."""
    leads = Lead.filter(contact_id__in=contact_ids, dealer_id=dealer_id, withdrawn_at=None)
    touches = Touch.filter(lead_id__in=[lead.id for lead in await leads], withdrawn_at=None)
    return [touch.contact_id for touch in await touches.exclude(contact_id__in=contact_ids)]


async def _take_leads(contact_ids: Sequence[UUID], dealer_id: UUID) -> list[UUID]:
    seen = Lead.filter(contact_id__in=contact_ids, dealer_id=dealer_id, withdrawn_at=None)
    lead_ids = [lead.id for lead in await seen.order_by("id").select_for_update()]
    await Lead.filter(id__in=lead_ids).update(withdrawn_at=clock.now(), answers=[])
    return lead_ids


async def _take_touches(contact_ids: Sequence[UUID], dealer_id: UUID) -> set[UUID]:
    """Take these people's touches out of sight, and tell of which leads they were."""
    seen = Touch.filter(contact_id__in=contact_ids, dealer_id=dealer_id, withdrawn_at=None)
    lead_ids = {touch.lead_id for touch in await seen}
    await seen.update(withdrawn_at=clock.now())
    return lead_ids


async def _keep_others(gone: Sequence[UUID]) -> None:
    """Take in anew what others had touched of leads that are gone."""
    left = await Touch.filter(lead_id__in=list(gone), withdrawn_at=None).order_by("at", "ref")
    if not left:
        return
    await Touch.filter(id__in=[touch.id for touch in left]).update(withdrawn_at=clock.now())
    await lead_identities.pass_on(gone, None)
    await lead_intake.take([_enquiry(touch) for touch in left])


def _enquiry(touch: Touch) -> Enquiry:
    return Enquiry(
        touch.dealer_id,
        touch.contact_id,
        touch.source,
        touch.ref,
        touch.at,
        event_id=touch.event_id,
        seat_id=touch.seat_id,
        medium=touch.medium,
        campaign=touch.campaign,
        content=touch.content,
        host_id=touch.host_id,
        referrer_id=touch.referrer_id,
        model=touch.model,
        answers=touch.answers,
    )
