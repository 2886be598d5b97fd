"""Confirming: from here on the dealer expects the member and has a lead; letters follow."""

from datetime import timedelta
from uuid import UUID

from models import clock, lead_intake, outbox
from models.appointments.offers import AppointmentKind
from models.appointments.rows import Appointment, AppointmentState
from models.lead_intake import Enquiry
from models.touches import LeadSource

REMINDED_HOURS = (24, 2)
_SOURCES = {
    AppointmentKind.TEST_DRIVE: LeadSource.TEST_DRIVE_BOOKING,
    AppointmentKind.STORE_VISIT: LeadSource.STORE_BOOKING,
}


async def confirm(appointment: Appointment, *, by: UUID | None) -> None:
    """Confirm a locked appointment."""
    await appointment.take(AppointmentState.CONFIRMED, by=by)
    await outbox.tell("appointment.confirmed", appointment=appointment.id)
    await set_clocks(appointment)
    await enquire(appointment)


async def enquire(appointment: Appointment) -> None:
    """Let the dealer have the lead of an appointment that came about; once, however often told."""
    enquiry = Enquiry(
        dealer_id=appointment.dealer_id,
        contact_id=appointment.contact_id,
        source=_SOURCES[appointment.kind],
        ref=appointment.id,
        at=appointment.created_at,
        model=appointment.model,
    )
    await lead_intake.take([enquiry])


async def set_clocks(appointment: Appointment) -> None:
    """Have the worker come back to remind the member, and when it is over.

    What it finds changed by then, it leaves: each message knows the `sequence` that it is of.
    """
    of = {"appointment": appointment.id, "sequence": appointment.sequence}
    for hours in REMINDED_HOURS:
        due_at = appointment.starts_at - timedelta(hours=hours)
        if due_at > clock.now():
            await outbox.tell("appointment.reminder_due", due_at=due_at, hours=hours, **of)
    await outbox.tell("appointment.end_due", due_at=appointment.ends_at, **of)
