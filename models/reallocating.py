"""Giving a seat to another person: the pass of who had it opens nothing from then on."""

from dataclasses import dataclass
from uuid import UUID

from models import audit, clock, contacts, ids, outbox, passes, texts, waitlist
from models.check_ins import CheckIn
from models.refusals import EventOver, NoPassYet, SeatCheckedIn
from models.registrations import Registration
from models.seats import Seat


@dataclass(frozen=True, slots=True)
class NewHolder:
    """Who is to have a seat, as somebody else names them."""

    name: str
    phone: str = ""
    email: str = ""
    language: str = "en"


async def reallocate(seat: Seat, to: NewHolder, *, by: UUID) -> Seat:
    """Let this person have a confirmed seat in which nobody has been checked in yet.

    They are known to nobody before: whatever its holder agreed to is not theirs. Who booked it goes
    on having booked it; both hear of it where they can be written to.
    """
    event, _ = await waitlist.hold(await Registration.get(id=seat.registration_id))
    seat = await seat.locked()
    if not event.is_open:
        raise EventOver("seat")
    if seat.pass_issue == 0 or seat.cancelled_at is not None:
        raise NoPassYet("seat")
    if await CheckIn.exists(seat_id=seat.id):
        raise SeatCheckedIn("seat")
    holder = await contacts.of_guest(
        texts.line(to.name, "name", most=80),
        texts.phone(to.phone, "phone"),
        texts.email(to.email, "email") if to.email.strip() else "",
        texts.locale(to.language, "language"),
    )
    before = seat.contact_id
    seat.contact_id, seat.member_id = holder.id, None
    seat.reallocated_at, seat.link_id = clock.now(), ids.new()
    await seat.save(update_fields=["contact_id", "member_id", "reallocated_at", "link_id"])
    await passes.replace(seat, event)
    await audit.record(by, "seat.reallocate", seat, issue=seat.pass_issue)
    await outbox.tell("seat.reallocated", seat=seat.id, before=before, holder=holder.id)
    return seat
