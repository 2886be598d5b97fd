"""Showrooms for tests: dealers that offer appointments, and members who book them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from models import database, ids
from models.appointments import booking, moving, offers, paying
from models.appointments.offers import AppointmentKind, AppointmentOffer, Terms
from models.appointments.payments import Notice, NoticeKind, Payment
from models.appointments.rows import Appointment
from models.dealers import Dealer
from models.members import Member
from models.opening_hours import OpeningHours, Weekday
from tests import people, places

PROVIDER = "rehearsal"
TEN = datetime(2030, 5, 6, 2, 0, tzinfo=UTC)
"""Ten o'clock in Shanghai on a Monday, when the showroom opens."""
NOW = TEN - timedelta(days=3)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
STAFF = ids.new()

WEEK = [OpeningHours(weekday, "10:00", "18:00") for weekday in Weekday]


def terms(**said: Any) -> Terms:
    """Hours from ten to six on every day, one person an hour, for nothing."""
    standing: dict[str, Any] = {
        "hours": WEEK, "slot_minutes": 60, "capacity": 1, "lead_minutes": 60, "horizon_days": 30,
    }  # fmt: skip
    return Terms(**(standing | said))


async def offer(dealer: Dealer | None = None, **said: Any) -> AppointmentOffer:
    """Test drives on these terms, of a new dealer unless it is given."""
    kind = said.pop("kind", AppointmentKind.TEST_DRIVE)
    async with database.transaction():
        at = dealer or await places.dealer()
        return await offers.put(at, kind, terms(**said), by=STAFF)


async def book(
    at: AppointmentOffer, who: Member | str, starts_at: datetime = TEN, **said: Any
) -> Appointment:
    """A member books; a name stands for a member of this name."""
    member = await people.member(who) if isinstance(who, str) else who
    given: dict[str, Any] = {"text_version": 1, "language": "en", "pays_by": PROVIDER}
    async with database.transaction():
        return await booking.book(at, member, starts_at, **(given | said))


async def cancel(appointment: Appointment, by: UUID | None = None, reason: str = "") -> None:
    """The member gives it up, unless somebody else is said to."""
    async with database.transaction():
        await moving.cancel(appointment, by=by or appointment.member_id, reason=reason)


async def reschedule(appointment: Appointment, starts_at: datetime) -> None:
    """The member moves it."""
    async with database.transaction():
        await moving.reschedule(appointment, starts_at, by=appointment.member_id)


async def state(appointment: Appointment) -> str:
    """How it stands."""
    return (await Appointment.get(id=appointment.id)).state.value


async def payment(appointment: Appointment) -> Payment:
    """What is owed for it."""
    return await Payment.get(appointment_id=appointment.id)


async def notice(
    appointment: Appointment, kind: NoticeKind, at: datetime = NOW, **said: Any
) -> Notice:
    """What the provider says of it; `said` replaces parts."""
    owed = await payment(appointment)
    parts: dict[str, Any] = {
        "provider": PROVIDER,
        "notice_id": f"{kind}-{owed.reference}",
        "kind": kind,
        "reference": owed.reference,
        "amount_fen": owed.amount_fen,
        "currency": "CNY",
        "said_at": at,
    }
    return Notice(**(parts | said))


async def paid(appointment: Appointment, at: datetime = NOW) -> None:
    """The provider tells that it was paid."""
    await paying.hear(await notice(appointment, NoticeKind.PAID, at))
