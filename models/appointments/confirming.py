"""Confirming: from here on the dealer expects the member, and both are reminded."""

from datetime import timedelta
from uuid import UUID

from models import clock, outbox
from models.appointments.rows import Appointment, AppointmentState

REMINDED_HOURS = (24, 2)


async def confirm(appointment: Appointment, *, by: UUID | None) -> None:
    """Confirm a locked appointment."""
    await appointment.take(AppointmentState.CONFIRMED, by=by)
    await outbox.tell("appointment.confirmed", appointment=appointment.id)
    await set_clocks(appointment)


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
