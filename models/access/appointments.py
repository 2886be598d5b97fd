"""The door to appointments: who booked, and the dealer's staff; offers are for everyone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import consents
from models.access import dealers
from models.access.viewer import Viewer
from models.appointments import places
from models.appointments.offers import AppointmentKind, AppointmentOffer
from models.appointments.payments import Payment
from models.appointments.places import FreeSlot
from models.appointments.rows import Appointment, AppointmentState, AppointmentStep
from models.contacts import Contact
from models.dealers import Dealer
from models.pages import Page, Window, page
from models.refusals import LastsTooLong, NotAllowed, NotFound

SPAN_DAYS = 31


async def see(viewer: Viewer, appointment_id: UUID) -> Appointment | None:
    """The appointment, for who booked it and the dealer's staff."""
    return await _visible(viewer).get_or_none(id=appointment_id)


async def own_page(viewer: Viewer, window: Window) -> Page[Appointment]:
    """What the viewer ever booked, the newest first."""
    return await page(Appointment.filter(member_id=viewer.as_member()), window, newest_first=True)


async def page_of_dealer(
    viewer: Viewer, dealer_id: UUID, window: Window, state: AppointmentState | None
) -> Page[Appointment] | None:
    """A dealer's appointments in the order of their beginning; None but for its staff."""
    if not viewer.works_at(dealer_id):
        return None
    found = Appointment.filter(dealer_id=dealer_id)
    if state is not None:
        found = found.filter(state=state)
    return await page(found, window, by="starts_at")


async def contacts(viewer: Viewer, appointment_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """Who comes, as the dealer's staff may know them: while their consent stands."""
    staffed = Appointment.filter(id__in=list(appointment_ids), dealer_id__in=viewer.dealers)
    found = await staffed.select_related("contact")
    words = await consents.last_words([one.contact.pseudonym for one in found])
    agreed = {(word.subject, word.dealer_id) for word in words if word.is_granted}
    return {
        one.id: one.contact for one in found if (one.contact.pseudonym, one.dealer_id) in agreed
    }


async def payments(viewer: Viewer, appointment_ids: Sequence[UUID]) -> dict[UUID, Payment]:
    """What is owed for each appointment, for who booked it."""
    own = Payment.filter(
        appointment_id__in=list(appointment_ids), appointment__member_id=viewer.member_id
    )
    return {payment.appointment_id: payment for payment in await own}


async def steps(
    viewer: Viewer, appointment_ids: Sequence[UUID]
) -> dict[UUID, list[AppointmentStep]]:
    """What happened to each appointment that the viewer may see, the first step first."""
    seen = await _visible(viewer).filter(id__in=list(appointment_ids))
    found: dict[UUID, list[AppointmentStep]] = {appointment.id: [] for appointment in seen}
    for step in await AppointmentStep.filter(appointment_id__in=list(found)).order_by("id"):
        found[step.appointment_id].append(step)
    return found


async def offers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, list[AppointmentOffer]]:
    """What each dealer offers, for everyone; what is closed is shown to its staff alone."""
    found: dict[UUID, list[AppointmentOffer]] = {dealer_id: [] for dealer_id in dealer_ids}
    for offer in await AppointmentOffer.filter(dealer_id__in=list(dealer_ids)).order_by("kind"):
        if offer.is_open or _may_offer(viewer, offer.dealer_id):
            found[offer.dealer_id].append(offer)
    return found


async def see_offer(viewer: Viewer, offer_id: UUID) -> AppointmentOffer | None:
    """One offer, likewise."""
    offer = await AppointmentOffer.get_or_none(id=offer_id)
    if offer is None or not (offer.is_open or _may_offer(viewer, offer.dealer_id)):
        return None
    return offer


async def slots(
    viewer: Viewer, dealer_id: UUID, kind: AppointmentKind, since: datetime, until: datetime
) -> list[FreeSlot]:
    """The slots of a dealer that start in a span of at most SPAN_DAYS, for everyone."""
    del viewer
    if until - since > timedelta(days=SPAN_DAYS):
        raise LastsTooLong("to", days=SPAN_DAYS)
    offer = await AppointmentOffer.get_or_none(dealer_id=dealer_id, kind=kind)
    if offer is None:
        return []
    dealer = await Dealer.get(id=dealer_id)
    return await places.free(offer, dealer.zone, since, until)


async def to_offer(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose offers its staff or an operator sets."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if _may_offer(viewer, dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def to_book(
    viewer: Viewer, dealer_id: UUID, kind: AppointmentKind, field: str
) -> AppointmentOffer:
    """What a member books of."""
    viewer.as_author()
    offer = await AppointmentOffer.get_or_none(dealer_id=dealer_id, kind=kind, is_open=True)
    if offer is None:
        raise NotFound(field)
    return offer


async def to_change(viewer: Viewer, appointment_id: UUID, field: str) -> Appointment:
    """An appointment that its member or the dealer's staff move or give up."""
    viewer.as_author()
    appointment = await see(viewer, appointment_id)
    if appointment is None:
        raise NotFound(field)
    return appointment


async def to_receive(viewer: Viewer, appointment_id: UUID, field: str) -> Appointment:
    """An appointment of which the dealer's staff say whether the member came."""
    appointment = await to_change(viewer, appointment_id, field)
    if not viewer.works_at(appointment.dealer_id):
        raise NotAllowed
    return appointment


def _may_offer(viewer: Viewer, dealer_id: UUID) -> bool:
    return viewer.is_operator or viewer.works_at(dealer_id)


def _visible(viewer: Viewer) -> QuerySet[Appointment]:
    shown = Q(dealer_id__in=viewer.dealers)
    if viewer.member_id is not None:
        shown |= Q(member_id=viewer.member_id)
    return Appointment.filter(shown)
