"""A lead: a person who agreed that a named dealer may contact them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, consents, database, ids, lead_changes, outbox, sql, texts
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.noun import Noun
from models.refusals import InvalidTransition, NotFound


class LeadState(StrEnum):
    """new → contacted → test drive → won, or lost with a reason."""

    NEW = "NEW"
    CONTACTED = "CONTACTED"
    TEST_DRIVE = "TEST_DRIVE"
    WON = "WON"
    LOST = "LOST"


_NEXT = {
    LeadState.NEW: {LeadState.CONTACTED, LeadState.LOST},
    LeadState.CONTACTED: {LeadState.TEST_DRIVE, LeadState.LOST},
    LeadState.TEST_DRIVE: {LeadState.WON, LeadState.LOST},
    LeadState.WON: set(),
    LeadState.LOST: set(),
}


class Lead(Noun):
    """One per dealer, contact and event, out of the dealer's sight for good once withdrawn.

    `answers` are those to the dealer's questions, each `{question, answer}`, as they were given.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(LeadState, max_length=12, default=LeadState.NEW)
    lost_reason = fields.CharField(500, default="")
    captured_at = fields.DatetimeField(default=clock.now)
    withdrawn_at = fields.DatetimeField(null=True)
    answers = fields.JSONField[list[dict[str, Any]]](default=list)

    class Meta:
        table = "leads"
        unique_together = (("dealer_id", "contact_id", "event_id"),)
        indexes = (("dealer_id", "id"),)

    async def move(self, to: LeadState, reason: str, *, by: UUID) -> Self:
        """Take the next step; a lost lead needs a reason, any other may have a note."""
        lead = await self.locked()
        if lead.withdrawn_at is not None:
            raise NotFound("lead")
        if to not in _NEXT[lead.state]:
            raise InvalidTransition("to", before=lead.state.value, after=to.value)
        is_lost = to is LeadState.LOST
        note = texts.prose(reason, "reason", most=500, least=1 if is_lost else 0)
        before, lead.state = lead.state, to
        lead.lost_reason = note if is_lost else ""
        await lead.save(update_fields=["state", "lost_reason"])
        await LeadMove.create(
            lead_id=lead.id, from_state=before, to_state=to, actor_id=by, note=note
        )
        await audit.record(by, "lead.move", lead, before=before, after=to)
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
        return lead


class LeadMove(Noun):
    """One step of a lead's state, append-only: from, to, who, why."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    from_state = fields.CharEnumField(LeadState, max_length=12)
    to_state = fields.CharEnumField(LeadState, max_length=12)
    actor_id = fields.UUIDField()
    note = fields.CharField(500, default="")
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_moves"
        indexes = (("lead_id", "id"),)


@dataclass(frozen=True, slots=True)
class Attendance:
    """A person was at an event, at the corrected time of the scan."""

    seat_id: UUID
    contact_id: UUID
    event_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Prospect:
    """An attendance as it concerns one dealer of the event."""

    dealer_id: UUID
    contact_id: UUID
    event_id: UUID
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class _Captured:
    id: UUID


async def capture(attendances: Sequence[Attendance]) -> None:
    """Make the leads that follow from attendances, for each dealer of the event once.

    Consent is needed both at the time of the attendance and now. One statement where nobody
    consented, four otherwise, however many there are; calling it again changes nothing.
    """
    async with database.transaction():
        prospects = await _prospects(attendances) if attendances else []
        captured = await _insert(prospects) if prospects else []
        await lead_changes.record(LeadChangeKind.CAPTURED, captured)
        await outbox.tell_all("lead.captured", [{"lead": lead_id} for lead_id in captured])


async def withdraw(contacts: Sequence[Contact], dealer_id: UUID, *, method: str) -> None:
    """Take these people's consent back: from now on the dealer sees none of their leads."""
    contact_ids = [contact.id for contact in contacts]
    # Against `capture`, which reads consents under a lock on the same rows.
    locked = await Contact.filter(id__in=contact_ids).order_by("id").select_for_update()
    subjects = [contact.pseudonym for contact in locked]
    await consents.record_withdrawals(subjects, dealer_id, method=method)
    seen = Lead.filter(contact_id__in=contact_ids, dealer_id=dealer_id, withdrawn_at=None)
    lead_ids = [lead.id for lead in await seen.order_by("id").select_for_update()]
    await Lead.filter(id__in=lead_ids).update(withdrawn_at=clock.now())
    await lead_changes.record(LeadChangeKind.WITHDRAWN, lead_ids)


async def _prospects(attendances: Sequence[Attendance]) -> list[_Prospect]:
    """Whom consent lets which dealer know of, their contacts locked against a withdrawal."""
    lock = "" if database.is_sqlite() else "FOR KEY SHARE OF c"
    attended = sql.json_rows(1, seat_id=UUID, contact_id=UUID, event_id=UUID, at=datetime)
    return await sql.fetch(
        _Prospect,
        f"""
        SELECT d.dealer_id, a.contact_id, a.event_id, a.seat_id
        FROM {attended} a
        JOIN contacts c ON c.id = a.contact_id
        JOIN event_dealers d ON d.event_id = a.event_id
        WHERE {consents.granted_at("c.pseudonym", "d.dealer_id", "a.at")}
          AND {consents.granted_at("c.pseudonym", "d.dealer_id", "$2")}
        ORDER BY c.id {lock}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of([asdict(attendance) for attendance in attendances]),
        clock.now(),
    )


async def _insert(prospects: Sequence[_Prospect]) -> list[UUID]:
    """Make the leads that are not there yet, and return just their ids.

    Consent is looked at once more: a withdrawal may have held the lock that `_prospects` got.
    """
    rows = [asdict(prospect) | {"id": ids.new()} for prospect in prospects]
    kinds = {"id": UUID, "dealer_id": UUID, "contact_id": UUID, "event_id": UUID, "seat_id": UUID}
    captured = await sql.fetch(
        _Captured,
        f"""
        INSERT INTO leads (id, dealer_id, contact_id, event_id, seat_id, state, lost_reason,
                           captured_at, answers)
        SELECT p.id, p.dealer_id, p.contact_id, p.event_id, p.seat_id, $2, '', $3, '[]'
        FROM {sql.json_rows(1, **kinds)} p
        JOIN contacts c ON c.id = p.contact_id
        WHERE {consents.granted_at("c.pseudonym", "p.dealer_id", "$3")}
        ON CONFLICT (dealer_id, contact_id, event_id) DO NOTHING RETURNING id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
        LeadState.NEW,
        clock.now(),
    )
    return [lead.id for lead in captured]
