"""An appointment as an iCalendar file (RFC 5545), for the member's own calendar."""

from icalendar import Event as Entry

from models import clock
from models.appointments.offers import AppointmentKind
from models.appointments.rows import TO_COME, Appointment, AppointmentState
from models.calendar import file_of
from models.dealers import Dealer

_SUMMARY = {
    "en": {
        AppointmentKind.TEST_DRIVE: "Test drive at {dealer}",
        AppointmentKind.STORE_VISIT: "Visit to {dealer}",
    },
    "zh": {
        AppointmentKind.TEST_DRIVE: "{dealer}试驾",
        AppointmentKind.STORE_VISIT: "到访{dealer}",
    },
}
_KEPT = (AppointmentState.ARRIVED, AppointmentState.NO_SHOW)


def invitation(appointment: Appointment, dealer: Dealer, locale: str) -> str:
    """The file in a language of ours.

    A later file of the same appointment replaces the earlier one: its UID stays, and its SEQUENCE
    is what has changed of it.
    """
    entry = Entry()
    entry.add("uid", f"{appointment.id}@paddock")
    entry.add("sequence", appointment.sequence)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", appointment.starts_at)
    entry.add("dtend", appointment.ends_at)
    entry.add("summary", _SUMMARY[locale][appointment.kind].format(dealer=dealer.name))
    entry.add("location", ", ".join(filter(None, (dealer.name, dealer.address))))
    return file_of(entry, _status(appointment))


def _status(appointment: Appointment) -> str:
    if appointment.state is AppointmentState.AWAITING_PAYMENT:
        return "TENTATIVE"
    return "CONFIRMED" if appointment.state in (*TO_COME, *_KEPT) else "CANCELLED"
