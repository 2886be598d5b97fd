"""Who has agreed: people held against a withdrawal, and those of their enquiries that may count."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from models import clock, consents, database, sql
from models.lead_intake.enquiries import Attendance, Enquiry, Key
from models.touches import LeadSource


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, with what they are known by."""

    id: UUID
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class _Agreed:
    dealer_id: UUID
    source: LeadSource
    ref: UUID


@dataclass(frozen=True, slots=True)
class _Consenting:
    dealer_id: UUID
    contact_id: UUID
    event_id: UUID
    seat_id: UUID
    host_id: UUID | None
    referrer_id: UUID | None
    at: datetime


async def hold(contact_ids: Collection[UUID]) -> dict[UUID, Person]:
    """These people, locked until the transaction ends: a withdrawal comes before or after it."""
    lock = "" if database.is_sqlite() else "FOR NO KEY UPDATE"
    people = await sql.fetch(
        Person,
        f"SELECT id, phone, email FROM contacts WHERE id IN {sql.among(1)} ORDER BY id {lock}",  # noqa: S608  nothing of it comes from outside
        sql.json_of(contact_ids),
    )
    return {person.id: person for person in people}


async def agreed(enquiries: Sequence[Enquiry]) -> list[Enquiry]:
    """Those whose people had agreed by then and have not taken it back since."""
    named = {"dealer_id": UUID, "contact_id": UUID, "source": str, "ref": UUID, "at": datetime}
    rows = await sql.fetch(
        _Agreed,
        f"""
        SELECT e.dealer_id, e.source, e.ref FROM {sql.json_rows(1, **named)} e
        JOIN contacts c ON c.id = e.contact_id
        WHERE {consents.stood_since("c.pseudonym", "e.dealer_id", "e.at", "$2")}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({name: getattr(one, name) for name in named} for one in enquiries),
        clock.now(),
    )
    keys: set[Key] = {(row.dealer_id, row.source, row.ref) for row in rows}
    return [one for one in enquiries if one.key in keys]


async def consenting(attendances: Sequence[Attendance]) -> list[Enquiry]:
    """What attendances come to: an enquiry at each of the event's dealers that was agreed to."""
    attended = sql.json_rows(1, seat_id=UUID, contact_id=UUID, event_id=UUID, at=datetime)
    rows = await sql.fetch(
        _Consenting,
        f"""
        SELECT d.dealer_id, a.contact_id, a.event_id, a.seat_id, e.host_id,
               nullif(r.inviter_id, s.member_id) AS referrer_id, a.at
        FROM {attended} a
        JOIN contacts c ON c.id = a.contact_id
        JOIN events e ON e.id = a.event_id
        JOIN seats s ON s.id = a.seat_id
        JOIN registrations r ON r.id = s.registration_id
        JOIN event_dealers d ON d.event_id = a.event_id
        WHERE {consents.stood_since("c.pseudonym", "d.dealer_id", "a.at", "$2")}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(asdict(attendance) for attendance in attendances),
        clock.now(),
    )
    return [_enquiry(row) for row in rows]


def _enquiry(row: _Consenting) -> Enquiry:
    return Enquiry(
        row.dealer_id,
        row.contact_id,
        LeadSource.CHECK_IN,
        row.seat_id,
        row.at,
        event_id=row.event_id,
        seat_id=row.seat_id,
        host_id=row.host_id,
        referrer_id=row.referrer_id,
    )
