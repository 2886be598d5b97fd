"""A lead: a person who agreed that a named dealer may contact them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, lead_activities, lead_changes, texts
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.noun import Noun
from models.outbox import tell
from models.refusals import InvalidTransition, NeverAttempted, NotFound
from models.touches import LeadSource


class LeadState(StrEnum):
    """new → acknowledged → contacted → test drive → offer → won; or lost, or recycled."""

    NEW = "NEW"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CONTACTED = "CONTACTED"
    TEST_DRIVE = "TEST_DRIVE"
    OFFER = "OFFER"
    WON = "WON"
    LOST = "LOST"
    RECYCLED = "RECYCLED"


_STEPS = (
    LeadState.NEW, LeadState.ACKNOWLEDGED, LeadState.CONTACTED, LeadState.TEST_DRIVE,
    LeadState.OFFER, LeadState.WON,
)  # fmt: skip

OPEN = frozenset(_STEPS[:-1])
"""The states from which a lead can still go somewhere."""


class Lead(Noun):
    """A person with a dealer, whoever comes again within the dealer's window is the same lead.

    `withdrawn_at` is since when it is out of the dealer's sight: the consent was taken back, it was
    merged into another lead, or another dealer has it now. Only somebody who agrees anew and is met
    anew is in sight again. Contact, source, event and seat are those of its first touch in sight,
    `model` is the car that was asked about last, `answers` are those of all of them, each
    `{question, answer}`, the earliest first. At `escalate_at` somebody further is told that it is
    still NEW.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    contact: fields.ForeignKeyRelation[Contact] = fields.ForeignKeyField("models.Contact")
    contact_id: UUID
    source = fields.CharEnumField(LeadSource, max_length=20, default=LeadSource.CHECK_IN)
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    state = fields.CharEnumField(LeadState, max_length=12, default=LeadState.NEW)
    lost_reason = fields.CharField(500, default="")
    assignee_id = fields.UUIDField(null=True)
    captured_at = fields.DatetimeField(default=clock.now)
    touched_at = fields.DatetimeField(default=clock.now)
    acknowledge_until = fields.DatetimeField(null=True)
    escalate_at = fields.DatetimeField(null=True)
    acknowledged_at = fields.DatetimeField(null=True)
    contacted_at = fields.DatetimeField(null=True)
    delivered_at = fields.DatetimeField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)
    merged_into_id = fields.UUIDField(null=True)
    recycled_to_id = fields.UUIDField(null=True)
    model = fields.CharField(80, default="")
    answers = fields.JSONField[list[dict[str, Any]]](default=list)

    class Meta:
        table = "leads"
        indexes = (("dealer_id", "id"), ("contact_id", "dealer_id"), ("state", "escalate_at"))

    async def move(self, to: LeadState, reason: str, *, by: UUID) -> Self:
        """Take the next step; any step may have a note.

        A lost lead needs a reason, and somebody must have tried to reach the person before. A sale
        that is taken back is lost too.
        """
        lead = await self.in_sight()
        if not _may_go(lead.state, to):
            raise InvalidTransition("to", before=lead.state.value, after=to.value)
        is_lost = to is LeadState.LOST
        note = texts.prose(reason, "reason", most=500, least=1 if is_lost else 0)
        if is_lost and not await lead_activities.was_attempted(lead.id):
            raise NeverAttempted("to")
        await lead.take(to, note, by=by)
        return lead

    async def deliver(self, *, by: UUID) -> Self:
        """Say that the person has the car; refused unless the lead is won, and said once."""
        lead = await self.in_sight()
        if lead.state is not LeadState.WON:
            raise InvalidTransition("lead", before=lead.state.value, after="DELIVERED")
        if lead.delivered_at is None:
            lead.delivered_at = clock.now()
            await lead.save(update_fields=["delivered_at"])
            await audit.record(by, "lead.deliver", lead)
            await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
            await tell("lead.delivered", lead=lead.id)
        return lead

    async def in_sight(self) -> Self:
        """This lead under a lock; refused as not there once the dealer sees it no more."""
        lead = await self.locked()
        if lead.withdrawn_at is not None:
            raise NotFound("lead")
        return lead

    async def take(self, to: LeadState, note: str, *, by: UUID) -> None:
        """Write a step of this locked lead down, with all that goes with it."""
        before, now = self.state, clock.now()
        self.state = to
        self.lost_reason = note if to is LeadState.LOST else ""
        if before is LeadState.NEW and to is not LeadState.RECYCLED:  # it was handed on unanswered
            self.acknowledged_at = now
        if to is LeadState.CONTACTED:
            self.contacted_at = self.contacted_at or now
        changed = ["state", "lost_reason", "acknowledged_at", "contacted_at"]
        await self.save(update_fields=changed)
        move = await LeadMove.create(
            lead_id=self.id, from_state=before, to_state=to, actor_id=by, note=note
        )
        await audit.record(by, "lead.move", self, before=before, after=to)
        await lead_changes.record(LeadChangeKind.UPDATED, [self.id])
        await tell("lead.moved", lead=self.id, move=move.id)


class LeadMove(Noun):
    """One step of a lead's state, append-only: from, to, who, why."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    from_state = fields.CharEnumField(LeadState, max_length=12)
    to_state = fields.CharEnumField(LeadState, max_length=12)
    actor_id = fields.UUIDField()
    note = fields.CharField(500, default="")
    at: datetime = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_moves"
        indexes = (("lead_id", "id"),)


def _may_go(before: LeadState, to: LeadState) -> bool:
    if to is LeadState.LOST:
        return before in _STEPS
    return before in OPEN and to is _STEPS[_STEPS.index(before) + 1]
