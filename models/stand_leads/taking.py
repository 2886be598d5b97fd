"""Taking leads from stands: stored as said, then everything that follows is concluded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

import orjson

from models import consents, contacts, database, lead_intake, new_seats, sql
from models.consents import Consent, Purpose
from models.lead_intake import Attendance, Enquiry
from models.lead_intake.enquiries import Key as Touched
from models.stand_leads import judging, storing
from models.stand_leads.judging import Facts, judge
from models.stand_leads.rows import StandLead
from models.stand_leads.said import Key, SaidLead, SaidVisitor, Taken, person_of
from models.touches import LeadSource

METHOD = "STAND"


async def take(said: Sequence[SaidLead], *, rewards: bool = True) -> dict[Key, Taken]:
    """Store what tablets said of visitors, and conclude consents and leads from it.

    All in one transaction, in a number of statements that does not depend on how many there are;
    a bad one costs only itself. In whichever order, however often and by whichever ways they come,
    the same leads come to the same. Without `rewards` they are only stored, as on an edge.
    """
    told = {one.key: one for one in said}
    if not told:
        return {}
    async with database.transaction():
        known = await _known(told.values())
        judged = [(one, judge(one, known)) for one in told.values()]
        stored = await storing.keep(judged, known)
        if rewards:
            await _conclude([one.id for one in stored.values() if not one.refusal])
    return {key: Taken(key[1], stored[key].refusal) for key in told}


async def seated(seat_ids: Collection[UUID], *, rewards: bool = True) -> None:
    """Let those leads count that were heard of before these seats were."""
    async with database.transaction():
        cleared = await storing.clear(seat_ids) if seat_ids else []
        if cleared and rewards:
            await _conclude(cleared)


async def _known(said: Collection[SaidLead]) -> Facts:
    """What they are judged by; where a seat is not known, its maker is waited for."""
    known = await judging.facts(said)
    missing = [one for one in said if one.seat_id and one.seat_id not in known.seats]
    if not missing:
        return known
    await new_seats.hold([one.event_id for one in missing], alone=True)
    late = await judging.seats({one.seat_id for one in missing if one.seat_id})
    return replace(known, seats={**known.seats, **late})


async def _conclude(lead_ids: Sequence[UUID]) -> None:
    """Contacts, consents and enquiries of good leads; nothing for those that have theirs."""
    new = StandLead.filter(id__in=list(lead_ids), refusal="", contact_id=None)
    said = await new.order_by("at", "said_id", "device_id")
    if not said:
        return
    people = await _people(said)
    await consents.record([_consent(one, people[one.id]) for one in said])
    enquiries = [_enquiry(one, people[one.id]) for one in said]
    taken = await lead_intake.take(enquiries)
    await _link(said, enquiries, taken.leads)
    await lead_intake.capture(await _attended_since(enquiries))


@dataclass(frozen=True, slots=True)
class _Holder:
    """Whom a consent is of, as a contact and by pseudonym."""

    seat_id: UUID | None
    contact_id: UUID
    pseudonym: UUID


async def _people(said: Sequence[StandLead]) -> dict[UUID, _Holder]:
    """The holder of each one's seat, or a new contact; locked, so that one concludes at a time."""
    lock = "" if database.is_sqlite() else "FOR NO KEY UPDATE OF c"
    holders = await sql.fetch(
        _Holder,
        f"""
        SELECT s.id AS seat_id, c.id AS contact_id, c.pseudonym
        FROM seats s JOIN contacts c ON c.id = s.contact_id
        WHERE s.id IN {sql.among(1)} ORDER BY c.id {lock}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({one.seat_id for one in said if one.seat_id}),
    )
    seated_ = {holder.seat_id: holder for holder in holders}
    unseated = [one for one in said if one.seat_id is None]
    made = await contacts.of_people([person_of(_visitor(one)) for one in unseated])
    people = {one.id: seated_[one.seat_id] for one in said if one.seat_id}
    for one, contact in zip(unseated, made, strict=True):
        people[one.id] = _Holder(None, contact.id, contact.pseudonym)
    return people


def _visitor(one: StandLead) -> SaidVisitor:
    return SaidVisitor(one.name, one.phone, one.email, one.language)


def _consent(one: StandLead, person: _Holder) -> Consent:
    """The receipt is one that was verified, so that what it says need not be looked at again."""
    receipt = orjson.loads(one.receipt)
    return Consent(
        subject=person.pseudonym,
        dealer_id=one.dealer_id,
        purpose=Purpose.CONTACT,
        is_granted=True,
        text_version=receipt["textVersion"],
        text_hash=receipt["textHash"],
        language=receipt["language"],
        method=METHOD,
        event_id=one.event_id,
        seat_id=one.seat_id,
        at=one.at,
        device_id=one.device_id,
        receipt=one.receipt,
        signature=one.signature,
    )


def _enquiry(one: StandLead, person: _Holder) -> Enquiry:
    dealer_id = one.dealer_id
    assert dealer_id is not None  # noqa: S101  one that is good names a dealer at the event
    return Enquiry(
        dealer_id,
        person.contact_id,
        LeadSource.STAND,
        # Two tablets may not take each other's place with an id that the other has minted.
        uuid5(one.device_id, str(one.said_id)),
        one.at,
        event_id=one.event_id,
        seat_id=one.seat_id,
        answers=one.answers,
    )


async def _link(
    said: Sequence[StandLead], enquiries: Sequence[Enquiry], leads: Mapping[Touched, UUID]
) -> None:
    """Write down whose lead each became, and which, unless it was taken back meanwhile."""
    rows = [
        {"id": one.id, "contact_id": enquiry.contact_id, "lead_id": leads.get(enquiry.key)}
        for one, enquiry in zip(said, enquiries, strict=True)
    ]
    await sql.execute(
        f"""
        UPDATE stand_leads SET contact_id = l.contact_id, lead_id = l.lead_id
        FROM {sql.json_rows(1, id=UUID, contact_id=UUID, lead_id=UUID)} AS l
        WHERE stand_leads.id = l.id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )


async def _attended_since(enquiries: Sequence[Enquiry]) -> list[Attendance]:
    """Where these people came after they had agreed: it was heard of before their consent was."""
    return await sql.fetch(
        Attendance,
        f"""
        SELECT s.id AS seat_id, s.contact_id, s.event_id, i.at
        FROM seats s JOIN check_ins i ON i.seat_id = s.id
        WHERE s.contact_id IN {sql.among(1)} AND i.at >= $2
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({enquiry.contact_id for enquiry in enquiries}),
        min(enquiry.at for enquiry in enquiries),
    )
