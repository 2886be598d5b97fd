"""Paying: what a provider says, in any order and any number of times, and what follows from it."""

from datetime import datetime

from models import database, outbox
from models.appointments import booking, confirming, payments
from models.appointments.payments import CURRENCY, Notice, NoticeKind, NoticeVerdict, Payment
from models.appointments.rows import Appointment, AppointmentState


async def hear(notice: Notice) -> None:
    """Take a provider's word, whose signature has been checked; hearing it again changes nothing.

    A payment of the right amount within its time confirms the appointment. One that comes too late
    is paid back. A wrong amount is left to the operators.
    """
    async with database.transaction():
        found = await payments.of_reference(notice.provider, notice.reference)
        verdict = _verdict(notice, found)
        if not await payments.keep(notice, verdict) or found is None:
            return
        appointment = await (await Appointment.get(id=found.appointment_id)).locked()
        payment = await found.locked()
        if verdict is NoticeVerdict.AMOUNT_WRONG:
            await outbox.tell("payment.mispaid", payment=payment.id)
        elif notice.kind is NoticeKind.PAID:
            await _paid(appointment, payment, notice.said_at)
        else:
            await _refunded(appointment, payment, notice.said_at)


def _verdict(notice: Notice, payment: Payment | None) -> NoticeVerdict:
    if payment is None:
        return NoticeVerdict.REFERENCE_UNKNOWN
    if (notice.amount_fen, notice.currency) != (payment.amount_fen, CURRENCY):
        return NoticeVerdict.AMOUNT_WRONG
    return NoticeVerdict.TAKEN


async def _paid(appointment: Appointment, payment: Payment, at: datetime) -> None:
    if payment.paid_at is not None:
        return
    payment.paid_at = at
    await payment.save(update_fields=["paid_at"])
    if appointment.is_overdue:
        await booking.lapse(appointment)
    if appointment.state is AppointmentState.AWAITING_PAYMENT:
        await confirming.confirm(appointment, by=None)
    elif payment.refunded_at is not None:
        await _enquire_all_the_same(appointment, at)
    else:
        await payment.request_refund()
        await outbox.tell("payment.late", payment=payment.id)


async def _enquire_all_the_same(appointment: Appointment, at: datetime) -> None:
    """It was paid in time and paid back since, and only now we hear of the first."""
    if appointment.hold_until and at < appointment.hold_until:
        await confirming.enquire(appointment)


async def _refunded(appointment: Appointment, payment: Payment, at: datetime) -> None:
    if payment.refunded_at is not None:
        return
    payment.refunded_at = at
    await payment.save(update_fields=["refunded_at"])
    if not appointment.may_become(AppointmentState.REFUNDED):
        return
    was_confirmed = appointment.state is AppointmentState.CONFIRMED
    appointment.sequence += was_confirmed
    await appointment.take(AppointmentState.REFUNDED, by=None)
    if was_confirmed:
        await outbox.tell(
            "appointment.cancelled", appointment=appointment.id, reason="", is_own=False
        )
