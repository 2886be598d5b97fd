"""An event as an iCalendar file (RFC 5545), for a member's own calendar."""

from icalendar import Calendar
from icalendar import Event as Entry

from models import clock
from models.events import Event, EventState
from models.registrations import ALIVE, Registration, RegistrationState
from models.venues import Venue


def calendar_of(event: Event, venue: Venue, registration: Registration | None = None) -> str:
    """The file for anyone, or for the member of this registration.

    A later file of the same event or registration replaces the earlier one in the calendar:
    its UID stays and its SEQUENCE is the event's version.
    """
    entry = Entry()
    entry.add("uid", f"{(registration or event).id}@paddock")
    entry.add("sequence", event.version)
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    if event.description:
        entry.add("description", event.description)
    entry.add("location", f"{venue.name}, {venue.address}")
    if venue.position is not None:
        entry.add("geo", (venue.position.latitude, venue.position.longitude))
    status = _status(event, registration)
    return file_of(entry, status)


def file_of(entry: Entry, status: str) -> str:
    """The file of one entry, which puts it into a calendar or takes it out: CANCELLED does."""
    entry.add("status", status)
    calendar = Calendar()
    calendar.add("prodid", "-//Paddock//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if status == "CANCELLED" else "PUBLISH")
    calendar.add_component(entry)
    file: bytes = calendar.to_ical()
    return file.decode()


def _status(event: Event, registration: Registration | None) -> str:
    if event.state is EventState.CANCELLED:
        return "CANCELLED"
    if registration is None:
        return "TENTATIVE" if event.state is EventState.DRAFT else "CONFIRMED"
    if registration.state not in ALIVE:
        return "CANCELLED"
    is_confirmed = registration.state is RegistrationState.CONFIRMED
    return "CONFIRMED" if is_confirmed else "TENTATIVE"
