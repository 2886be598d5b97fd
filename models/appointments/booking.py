"""Booking: a member takes a place in a slot, at once or as soon as it is paid for."""

from datetime import datetime, timedelta
from uuid import UUID

from models import clock, consents, contacts, outbox, texts
from models.appointments import confirming, places
from models.appointments.offers import AppointmentOffer
from models.appointments.payments import Payment
from models.appointments.rows import TO_COME, Appointment, AppointmentState
from models.dealers import Dealer
from models.members import Member
from models.refusals import AlreadyBooked, PaymentsUnavailable

HOLD = timedelta(minutes=15)


async def book(  # noqa: PLR0913  a booking has this many sides
    offer: AppointmentOffer,
    member: Member,
    starts_at: datetime,
    *,
    text_version: int,
    language: str,
    model: str = "",
    pays_by: str = "",
) -> Appointment:
    """A place in the slot that starts then, for a member who lets the dealer know who comes.

    Where it costs something, the place is held for HOLD, and paid by the provider `pays_by`. One
    may have one appointment to come of each kind with a dealer.
    """
    model = texts.line(model, "model", most=80, least=0)
    offer = await offer.locked()
    dealer = await Dealer.get(id=offer.dealer_id)
    if offer.price_fen and not pays_by:
        raise PaymentsUnavailable("offer")
    await _end_overdue(offer)
    if await Appointment.exists(offer_id=offer.id, member_id=member.id, state__in=TO_COME):
        raise AlreadyBooked("offer")
    slot, place = await places.take(offer, dealer.zone, starts_at)
    contact = await contacts.of_member(member)
    await consents.grant(
        contact, dealer.id, text_version=text_version, language=language, method="APPOINTMENT"
    )
    appointment = await Appointment.create(
        offer_id=offer.id,
        dealer_id=dealer.id,
        kind=offer.kind,
        member_id=member.id,
        contact_id=contact.id,
        state=AppointmentState.AWAITING_PAYMENT,
        place=place,
        model=model,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        hold_until=clock.now() + HOLD,
    )
    await appointment.keep_step(None, by=member.id)
    if offer.price_fen:
        await _ask_for(appointment, offer.price_fen, pays_by)
    else:
        await confirming.confirm(appointment, by=member.id)
    return appointment


async def end_hold(appointment_id: UUID) -> None:
    """Give a place back whose payment did not come in time; else change nothing."""
    appointment = await (await Appointment.get(id=appointment_id)).locked()
    if appointment.is_overdue:
        await lapse(appointment)


async def lapse(appointment: Appointment) -> None:
    """Let a locked appointment lapse that was not paid in time."""
    await appointment.take(AppointmentState.LAPSED, by=None)
    await outbox.tell("appointment.lapsed", appointment=appointment.id)


async def _end_overdue(offer: AppointmentOffer) -> None:
    """What the worker has not come to yet must hold nobody up."""
    for waiting in await Appointment.filter(
        offer_id=offer.id, state=AppointmentState.AWAITING_PAYMENT, hold_until__lte=clock.now()
    ).order_by("id"):
        await end_hold(waiting.id)


async def _ask_for(appointment: Appointment, amount_fen: int, provider: str) -> None:
    payment = await Payment.create(
        appointment_id=appointment.id, provider=provider, amount_fen=amount_fen
    )
    await outbox.tell("payment.due", payment=payment.id)
    await outbox.tell(
        "appointment.hold_due", due_at=appointment.hold_until, appointment=appointment.id
    )
