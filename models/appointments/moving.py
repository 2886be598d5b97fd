"""What becomes of an appointment: moved, cancelled, kept or missed."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from models import audit, clock, outbox, texts
from models.appointments import confirming, places
from models.appointments.offers import AppointmentOffer
from models.appointments.payments import Payment
from models.appointments.rows import Appointment, AppointmentState
from models.dealers import Dealer
from models.refusals import InvalidTransition, NotYet, TimeIsPast


async def reschedule(
    appointment: Appointment, starts_at: datetime, *, by: UUID, reason: str = ""
) -> Appointment:
    """Move a confirmed appointment to another slot; a dealer's staff say why."""
    offer = await (await AppointmentOffer.get(id=appointment.offer_id)).locked()
    appointment = await appointment.locked()
    reason = _reason(appointment, by, reason)
    if appointment.state is not AppointmentState.CONFIRMED:
        raise InvalidTransition(
            "appointment", before=appointment.state.value, after=AppointmentState.CONFIRMED.value
        )
    _refuse_begun(appointment)
    dealer = await Dealer.get(id=offer.dealer_id)
    slot, place = await places.take(offer, dealer.zone, starts_at, besides=appointment.id)
    before = appointment.starts_at
    appointment.starts_at, appointment.ends_at = slot.starts_at, slot.ends_at
    appointment.place = place
    appointment.sequence += 1
    await appointment.save(update_fields=["starts_at", "ends_at", "place", "sequence"])
    await appointment.keep_step(AppointmentState.CONFIRMED, by=by, note=reason)
    await confirming.set_clocks(appointment)
    await outbox.tell(
        "appointment.moved", appointment=appointment.id, before=before.isoformat(), reason=reason
    )
    await _audit(appointment, "appointment.reschedule", by, reason=reason)
    return appointment


async def cancel(appointment: Appointment, *, by: UUID, reason: str = "") -> Appointment:
    """Give the place up before it begins; what was paid is paid back. Staff say why."""
    appointment = await appointment.locked()
    reason = _reason(appointment, by, reason)
    if appointment.may_become(AppointmentState.CANCELLED):
        _refuse_begun(appointment)
    was_confirmed = appointment.state is AppointmentState.CONFIRMED
    appointment.sequence += 1
    await appointment.take(AppointmentState.CANCELLED, by=by, note=reason)
    payment = await Payment.get_or_none(appointment_id=appointment.id)
    if payment:
        await (await payment.locked()).request_refund()
    if was_confirmed:
        is_own = by == appointment.member_id
        await outbox.tell(
            "appointment.cancelled", appointment=appointment.id, reason=reason, is_own=is_own
        )
    await _audit(appointment, "appointment.cancel", by, reason=reason)
    return appointment


async def arrive(appointment: Appointment, *, by: UUID) -> Appointment:
    """The dealer's staff say that the member came, on the day itself or later.

    Also where the clock had already said that they did not.
    """
    appointment = await appointment.locked()
    dealer = await Dealer.get(id=appointment.dealer_id)
    there = ZoneInfo(dealer.zone)
    today, day = (at.astimezone(there).date() for at in (clock.now(), appointment.starts_at))
    if appointment.may_become(AppointmentState.ARRIVED) and today < day:
        raise NotYet("appointment")
    await appointment.take(AppointmentState.ARRIVED, by=by)
    await outbox.tell("appointment.arrived", appointment=appointment.id)
    await _audit(appointment, "appointment.arrive", by)
    return appointment


async def miss(appointment: Appointment, *, by: UUID) -> Appointment:
    """The dealer's staff say that the member did not come, once it should have begun."""
    appointment = await appointment.locked()
    if appointment.may_become(AppointmentState.NO_SHOW) and clock.now() < appointment.starts_at:
        raise NotYet("appointment")
    await _miss(appointment, by=by)
    await _audit(appointment, "appointment.miss", by)
    return appointment


async def end(appointment_id: UUID, sequence: int) -> None:
    """It is over, and nobody has said that the member came; else change nothing."""
    appointment = await (await Appointment.get(id=appointment_id)).locked()
    is_as_it_was = appointment.sequence == sequence
    if is_as_it_was and appointment.state is AppointmentState.CONFIRMED:
        await _miss(appointment, by=None)


async def cancel_all_of(member_id: UUID) -> None:
    """Give up whatever a member who leaves has before them."""
    to_come = Appointment.filter(
        member_id=member_id,
        state__in=[AppointmentState.AWAITING_PAYMENT, AppointmentState.CONFIRMED],
        starts_at__gt=clock.now(),
    )
    for appointment in await to_come.order_by("id"):
        await cancel(appointment, by=member_id)


async def _miss(appointment: Appointment, *, by: UUID | None) -> None:
    await appointment.take(AppointmentState.NO_SHOW, by=by)
    await outbox.tell("appointment.missed", appointment=appointment.id)


def _refuse_begun(appointment: Appointment) -> None:
    if appointment.starts_at <= clock.now():
        raise TimeIsPast("appointment")


def _reason(appointment: Appointment, by: UUID, said: str) -> str:
    least = 0 if by == appointment.member_id else 1
    return texts.prose(said, "reason", most=500, least=least)


async def _audit(appointment: Appointment, action: str, by: UUID, **detail: str) -> None:
    """What staff do is answerable; members may do with their own as they like."""
    if by != appointment.member_id:
        await audit.record(by, action, appointment, **detail)
