"""Appointments: letters to who booked, notes to the dealer's staff, and what the clock says."""

from typing import Any

from models import clock, database, grants, outbox
from models.appointments import booking, moving
from models.appointments.offers import AppointmentKind
from models.appointments.payments import Payment
from models.appointments.rows import Appointment, AppointmentState
from models.dealers import Dealer
from models.mails import MailKind
from models.members import Member
from models.notifications import Note
from models.outbox import Message
from models.referrals import advancing
from models.referrals.rows import ReferralStage
from server.deliveries.news import NONE, Handler, News, letter, named, notes, told
from server.deliveries.setup import WorkerSetup

# What an appointment must still be, for the letter to be true when it is written.
_STILL = {
    "appointment.confirmed": {AppointmentState.CONFIRMED},
    "appointment.moved": {AppointmentState.CONFIRMED},
    "appointment.cancelled": {AppointmentState.CANCELLED, AppointmentState.REFUNDED},
    "appointment.lapsed": {AppointmentState.LAPSED},
    "appointment.missed": {AppointmentState.NO_SHOW},
}
_IN_CALENDARS = {"appointment.confirmed", "appointment.moved", "appointment.cancelled"}


async def news(message: Message) -> News:
    """A letter and a note to the member; where the dealer must know too, a note to its staff."""
    appointment = await Appointment.get(id=named(message, "appointment"))
    if appointment.state not in _STILL[message.topic]:
        return NONE
    said = {name: message.payload[name] for name in _SAID if name in message.payload}
    if message.topic in _IN_CALENDARS:
        said["invitation_to"] = str(appointment.id)
        return await _news(message, appointment, told_too=await _staff(appointment), **said)
    return await _news(message, appointment, **said)


async def reminder(message: Message) -> News:
    """A letter and a note to the member, unless it was moved or given up meanwhile."""
    appointment = await Appointment.get(id=named(message, "appointment"))
    is_as_it_was = appointment.sequence == message.payload["sequence"]
    is_to_come = appointment.starts_at > clock.now()
    if not (is_as_it_was and is_to_come and appointment.state is AppointmentState.CONFIRMED):
        return NONE
    until = appointment.starts_at.isoformat()
    return await _news(message, appointment, hours=message.payload["hours"], good_until=until)


async def late(message: Message) -> News:
    """That the payment came too late and is paid back."""
    payment = await Payment.get(id=named(message, "payment"))
    return await _news(message, await Appointment.get(id=payment.appointment_id))


async def arrived(message: Message, _setup: WorkerSetup) -> None:
    """A friend who came to a test drive has come a stage further."""
    appointment = await Appointment.get(id=named(message, "appointment"))
    async with database.transaction():
        if appointment.kind is AppointmentKind.TEST_DRIVE:
            stage, at = ReferralStage.TEST_DRIVE, appointment.starts_at
            await advancing.advance(appointment.member_id, stage, at, appointment.id)
        await outbox.delivered(message)


async def hold_due(message: Message, _setup: WorkerSetup) -> None:
    """The time to pay is over."""
    async with database.transaction():
        await booking.end_hold(named(message, "appointment"))
        await outbox.delivered(message)


async def end_due(message: Message, _setup: WorkerSetup) -> None:
    """The appointment is over."""
    async with database.transaction():
        await moving.end(named(message, "appointment"), message.payload["sequence"])
        await outbox.delivered(message)


async def _news(
    message: Message, appointment: Appointment, told_too: list[Any] | None = None, **said: Any
) -> News:
    dealer = await Dealer.get(id=appointment.dealer_id)
    about = notes(message, told_too or [], appointment=appointment.id, dealer=dealer.id)
    reader = await Member.get_or_none(id=appointment.member_id, removed_at=None)
    if reader is None:
        return News(notes=about)
    facts = {"appointment": _facts(appointment, dealer)}
    own: list[Note] = notes(message, [reader.id], appointment=appointment.id, dealer=dealer.id)
    return News([letter(reader, MailKind.ACCOUNT, message.topic, **facts, **said)], own + about)


def _facts(appointment: Appointment, dealer: Dealer) -> dict[str, str]:
    """What letters say of it; the times are ISO 8601, the zone is the dealer's."""
    return {
        "kind": appointment.kind.value,
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "zone": dealer.zone,
        "dealer": dealer.name,
        "address": dealer.address,
        "phone": dealer.phone,
    }


async def _staff(appointment: Appointment) -> list[Any]:
    staff = await grants.of_dealer(appointment.dealer_id)
    return [grant.member_id for grant in staff if grant.member_id != appointment.member_id]


_SAID = ("before", "reason", "is_own")

TOPICS: dict[str, Handler] = {topic: told(news) for topic in _STILL} | {
    "appointment.arrived": arrived,
    "appointment.end_due": end_due,
    "appointment.hold_due": hold_due,
    "appointment.reminder_due": told(reminder),
    "payment.late": told(late),
}
