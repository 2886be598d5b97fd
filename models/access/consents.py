"""The door to consents: a person's own, and those of the guests whom they registered."""

from collections.abc import Sequence
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models import consent_receipts, consents, receipt_keys
from models.access import leads
from models.access.viewer import Viewer
from models.consent_receipts import ConsentReceipt
from models.consents import Consent, ConsentText, Purpose
from models.contacts import Contact
from models.dealers import Dealer
from models.event_dealers import EventDealer
from models.members import Member
from models.receipt_keys import ReceiptKey
from models.refusals import DealerNotAtEvent, NotFound
from models.seats import Seat
from models.texts import locale


async def see(viewer: Viewer, consent_id: UUID) -> Consent | None:
    """The receipt, for the person and for who registered them."""
    consent = await Consent.get_or_none(id=consent_id)
    if consent is None or not await subjects(viewer, [consent.subject]):
        return None
    return consent


async def own(viewer: Viewer, dealer_id: UUID | None = None) -> list[Consent]:
    """What stands between the viewer with their guests and each dealer, or one."""
    words = await consents.last_words([person.pseudonym for person in await _people(viewer)])
    return [word for word in words if dealer_id in {None, word.dealer_id}]


async def of_seats(viewer: Viewer, seat_ids: Sequence[UUID]) -> dict[UUID, list[Consent]]:
    """What stands for the holder of each seat that the viewer booked, by seat."""
    if viewer.member_id is None:
        return {}
    seats = await _booked(viewer).filter(id__in=list(seat_ids)).select_related("contact")
    words = await consents.last_words([seat.contact.pseudonym for seat in seats])
    return {
        seat.id: [word for word in words if word.subject == seat.contact.pseudonym]
        for seat in seats
    }


async def texts(
    viewer: Viewer, languages: Sequence[str | None]
) -> dict[str | None, list[ConsentText]]:
    """The words that are asked with now in each language, for everyone; None is the viewer's."""
    return {language: await _texts(language or viewer.locale) for language in languages}


async def subjects(viewer: Viewer, pseudonyms: Sequence[UUID]) -> dict[UUID, Contact]:
    """Whom receipts are about, where it is the viewer or their guests, by pseudonym."""
    if viewer.member_id is None:
        return {}
    found = await _people(viewer).filter(pseudonym__in=list(pseudonyms))
    return {person.pseudonym: person for person in found}


async def receipts(viewer: Viewer, consent_ids: Sequence[UUID]) -> dict[UUID, ConsentReceipt]:
    """The receipts of the viewer's and their guests' consents, by consent."""
    said = await Consent.filter(id__in=list(consent_ids))
    seen = await subjects(viewer, [one.subject for one in said])
    return await consent_receipts.of([one.id for one in said if one.subject in seen])


async def receipts_of_leads(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, ConsentReceipt]:
    """What lets the dealer contact the person of each lead that the viewer may see, by lead."""
    seen = await leads.see_many(viewer, lead_ids)
    people = await leads.contacts(viewer, list(seen))
    words = await consents.last_words([person.pseudonym for person in people.values()])
    said = {(word.subject, word.dealer_id): word.id for word in words if word.is_granted}
    found = await consent_receipts.of(list(said.values()))
    by_lead = {
        lead.id: said.get((people[lead.id].pseudonym, lead.dealer_id)) for lead in seen.values()
    }
    return {
        lead_id: found[consent_id] for lead_id, consent_id in by_lead.items() if consent_id in found
    }


async def keys() -> list[ReceiptKey]:
    """The keys by which a receipt may be signed, for everyone."""
    return await receipt_keys.trusted()


async def to_grant(viewer: Viewer, seat_id: UUID, dealer_id: UUID) -> Seat:
    """A seat that the viewer booked, at an event that names the dealer."""
    viewer.as_author()
    seat = await _booked(viewer).select_related("contact").get_or_none(id=seat_id)
    if seat is None or seat.cancelled_at is not None:
        raise NotFound("seat")
    if not await EventDealer.exists(event_id=seat.event_id, dealer_id=dealer_id):
        raise DealerNotAtEvent("dealer")
    return seat


async def to_withdraw(viewer: Viewer, dealer_id: UUID, seat_id: UUID | None) -> list[Contact]:
    """Who takes their consent back: the holder of one seat, or the viewer and all their guests.

    A suspended member may: it is their data.
    """
    viewer.as_member()
    if not await Dealer.exists(id=dealer_id):
        raise NotFound("dealer")
    if seat_id is None:
        return await _people(viewer)
    seat = await _booked(viewer).select_related("contact").get_or_none(id=seat_id)
    if seat is None:
        raise NotFound("seat")
    return [seat.contact]


async def _texts(language: str) -> list[ConsentText]:
    spoken = locale(language, "language")
    return [await consents.current_text(purpose, spoken) for purpose in Purpose]


def _booked(viewer: Viewer) -> QuerySet[Seat]:
    return Seat.filter(registration__member_id=viewer.as_member())


def _people(viewer: Viewer) -> QuerySet[Contact]:
    """The viewer and their guests, and who gave their address without an account."""
    member_id = viewer.as_member()
    booked = _booked(viewer).values("contact_id")
    address = Member.filter(id=member_id).values("email")
    same = Q(member_id=None, email__in=Subquery(address)) & ~Q(email="")
    return Contact.filter(Q(member_id=member_id) | Q(id__in=Subquery(booked)) | same)
