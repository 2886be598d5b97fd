"""A lead: a person who agreed that a named dealer may contact them."""

from collections.abc import Collection, Mapping, Sequence
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
    """One per dealer, contact and event, out of the dealer's sight once withdrawn.

    A withdrawal ends whatever was before it, answers included. Only somebody who agrees anew and is
    met anew, at the door or a stand, is in sight again. `answers` are those to the dealer's
    questions, each `{question, answer}`, as they were given, the earliest first.
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
class Meeting:
    """A person was met by a dealer and agreed to be contacted, at the corrected time of that."""

    dealer_id: UUID
    contact_id: UUID
    event_id: UUID
    seat_id: UUID | None
    at: datetime

    @property
    def key(self) -> "Key":
        """Which lead it makes."""
        return self.dealer_id, self.contact_id, self.event_id


Key = tuple[UUID, UUID, UUID]
"""What there is one lead for: dealer, contact, event."""


@dataclass(frozen=True, slots=True)
class _Captured:
    id: UUID


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    dealer_id: UUID
    contact_id: UUID
    event_id: UUID


async def capture(attendances: Sequence[Attendance]) -> None:
    """Make the leads that follow from attendances, for each dealer of the event once.

    Consent must have stood from the attendance until now. One statement where nobody consented,
    four otherwise, however many there are; calling it again changes nothing.
    """
    async with database.transaction():
        await _capture(await _consenting(attendances) if attendances else [])


async def meet(meetings: Sequence[Meeting]) -> tuple[dict[Key, UUID], set[UUID]]:
    """Make the leads that follow from meetings, whose people the caller holds.

    Consent must have stood from the meeting until now. Returns the leads in the dealers' sight, and
    which of them were not before.
    """
    async with database.transaction():
        captured = await _capture(meetings)
        return await _in_sight({meeting.key for meeting in meetings}), captured


async def put_answers(
    answers: Mapping[UUID, list[dict[str, Any]]], *, new: Collection[UUID]
) -> None:
    """Let leads have these answers; of those that are not new the dealer hears by its feed."""
    if not answers:
        return
    rows = [{"id": lead_id, "answers": answers[lead_id]} for lead_id in sorted(answers)]
    await sql.execute(
        f"""
        UPDATE leads SET answers = said.answers
        FROM {sql.json_rows(1, id=UUID, answers=list)} AS said WHERE leads.id = said.id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
    )
    await lead_changes.record(LeadChangeKind.UPDATED, sorted(answers.keys() - set(new)))


async def withdraw(contacts: Sequence[Contact], dealer_id: UUID, *, method: str) -> None:
    """Take these people's consent back: from now on the dealer sees none of their leads."""
    contact_ids = [contact.id for contact in contacts]
    # Against `capture`, which reads consents under a lock on the same rows.
    locked = await Contact.filter(id__in=contact_ids).order_by("id").select_for_update()
    await consents.record_withdrawals(locked, dealer_id, method=method)
    seen = Lead.filter(contact_id__in=contact_ids, dealer_id=dealer_id, withdrawn_at=None)
    lead_ids = [lead.id for lead in await seen.order_by("id").select_for_update()]
    await Lead.filter(id__in=lead_ids).update(withdrawn_at=clock.now(), answers=[])
    await lead_changes.record(LeadChangeKind.WITHDRAWN, lead_ids)


async def _capture(meetings: Sequence[Meeting]) -> set[UUID]:
    """Make or revive the leads of these meetings, and tell of those that were not in sight."""
    captured = await _insert(meetings) if meetings else []
    await lead_changes.record(LeadChangeKind.CAPTURED, captured)
    await outbox.tell_all("lead.captured", [{"lead": lead_id} for lead_id in captured])
    return set(captured)


async def _consenting(attendances: Sequence[Attendance]) -> list[Meeting]:
    """Whom consent lets which dealer know of, their contacts locked against a withdrawal."""
    lock = "" if database.is_sqlite() else "FOR KEY SHARE OF c"
    attended = sql.json_rows(1, seat_id=UUID, contact_id=UUID, event_id=UUID, at=datetime)
    return await sql.fetch(
        Meeting,
        f"""
        SELECT d.dealer_id, a.contact_id, a.event_id, a.seat_id, a.at
        FROM {attended} a
        JOIN contacts c ON c.id = a.contact_id
        JOIN event_dealers d ON d.event_id = a.event_id
        WHERE {consents.stood_since("c.pseudonym", "d.dealer_id", "a.at", "$2")}
        ORDER BY c.id {lock}
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of([asdict(attendance) for attendance in attendances]),
        clock.now(),
    )


_MEETING: dict[str, type] = {
    "dealer_id": UUID, "contact_id": UUID, "event_id": UUID, "seat_id": UUID, "at": datetime,
}  # fmt: skip


async def _insert(meetings: Sequence[Meeting]) -> list[UUID]:
    """Make the leads that are not there, bring back those that are withdrawn; just their ids.

    Consent is looked at once more: a withdrawal may have held the lock that `_consenting` got.
    """
    # The last of several, since what stood since then may have been taken back before.
    last = {one.key: one for one in sorted(meetings, key=lambda one: one.at)}
    rows = [asdict(last[key]) | {"id": ids.new()} for key in sorted(last)]
    captured = await sql.fetch(
        _Captured,
        f"""
        INSERT INTO leads (id, dealer_id, contact_id, event_id, seat_id, state, lost_reason,
                           captured_at, answers)
        SELECT m.id, m.dealer_id, m.contact_id, m.event_id, m.seat_id, $2, '', $3, '[]'
        FROM {sql.json_rows(1, id=UUID, **_MEETING)} m
        JOIN contacts c ON c.id = m.contact_id
        WHERE {consents.stood_since("c.pseudonym", "m.dealer_id", "m.at", "$3")}
        ON CONFLICT (dealer_id, contact_id, event_id) DO UPDATE SET withdrawn_at = NULL
        WHERE leads.withdrawn_at IS NOT NULL RETURNING id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(rows),
        LeadState.NEW,
        clock.now(),
    )
    return sorted(lead.id for lead in captured)


async def _in_sight(keys: Collection[Key]) -> dict[Key, UUID]:
    """The leads of these keys that are not withdrawn."""
    named = ("dealer_id", "contact_id", "event_id")
    found = await sql.fetch(
        _Known,
        f"""
        SELECT l.id, l.dealer_id, l.contact_id, l.event_id
        FROM {sql.json_rows(1, **dict.fromkeys(named, UUID))} k
        JOIN leads l ON l.dealer_id = k.dealer_id AND l.contact_id = k.contact_id
                    AND l.event_id = k.event_id
        WHERE l.withdrawn_at IS NULL
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(dict(zip(named, key, strict=True)) for key in keys),
    )
    return {(lead.dealer_id, lead.contact_id, lead.event_id): lead.id for lead in found}
