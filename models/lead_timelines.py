"""A lead's timeline: what is done about it, and what is still to be done."""

from collections.abc import Collection
from datetime import datetime
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, grants, lead_changes, outbox, texts
from models.lead_activities import ActivityKind, LeadActivity, LeadMention
from models.lead_changes import LeadChangeKind
from models.leads import Lead
from models.noun import Noun
from models.refusals import NotOfStaff, TaskDone

_MOST_TEXT = 5000  # characters
_MOST_MENTIONS = 20


class LeadTask(Noun):
    """Something that is to be done about a lead by then, by one of the dealer's staff."""

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    title = fields.CharField(200)
    due_at = fields.DatetimeField()
    assignee_id = fields.UUIDField()
    created_by_id = fields.UUIDField()
    created_at = fields.DatetimeField(default=clock.now)
    done_at = fields.DatetimeField(null=True)
    done_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "lead_tasks"
        indexes = (("lead_id", "id"), ("done_at", "due_at"))

    async def finish(self, *, by: UUID) -> Self:
        """Say that it is done; refused if it was before."""
        task = await self.locked()
        lead = await (await Lead.get(id=task.lead_id)).in_sight()
        if task.done_at is not None:
            raise TaskDone("task")
        task.done_at, task.done_by_id = clock.now(), by
        await task.save(update_fields=["done_at", "done_by_id"])
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
        return task


async def note(  # noqa: PLR0913  what was done has this many sides
    lead: Lead,
    kind: ActivityKind,
    text: str,
    *,
    has_reached: bool,
    mentions: Collection[UUID],
    by: UUID,
) -> LeadActivity:
    """Write down what was done about a lead, and tell the colleagues whom it mentions.

    A note needs a text. Who was reached was contacted, when that had not been before.
    """
    lead = await lead.in_sight()
    is_note = kind is ActivityKind.NOTE
    text = texts.prose(text, "text", most=_MOST_TEXT, least=1 if is_note else 0)
    texts.within(len(mentions), "mentions", least=0, most=_MOST_MENTIONS)
    for number, member_id in enumerate(mentions):
        await _refuse_stranger(lead.dealer_id, member_id, f"mentions.{number}")
    activity = await LeadActivity.create(
        lead=lead, kind=kind, has_reached=has_reached and not is_note, text=text, actor_id=by
    )
    await LeadMention.bulk_create(
        [LeadMention(activity=activity, member_id=member_id) for member_id in set(mentions)]
    )
    if activity.has_reached and lead.contacted_at is None:
        lead.contacted_at = activity.at
        await lead.save(update_fields=["contacted_at"])
    await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    if mentions:
        await outbox.tell("lead.mentioned", activity=activity.id)
    return activity


async def plan(
    lead: Lead, title: str, due_at: datetime, assignee_id: UUID, *, by: UUID
) -> LeadTask:
    """Set one of the dealer's staff a task, who is reminded when it is due.

    It may be due in the past, being forgotten.
    """
    lead = await lead.in_sight()
    await _refuse_stranger(lead.dealer_id, assignee_id, "assignee")
    task = await LeadTask.create(
        lead=lead,
        title=texts.line(title, "title", most=200),
        due_at=texts.instant(due_at, "dueAt"),
        assignee_id=assignee_id,
        created_by_id=by,
    )
    await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    await outbox.tell("lead.task_due", due_at=max(task.due_at, clock.now()), task=task.id)
    return task


async def assign(lead: Lead, assignee_id: UUID, *, by: UUID) -> Lead:
    """Give a lead to one of the dealer's staff."""
    lead = await lead.in_sight()
    await _refuse_stranger(lead.dealer_id, assignee_id, "assignee")
    lead.assignee_id = assignee_id
    await lead.save(update_fields=["assignee_id"])
    await audit.record(by, "lead.assign", lead, assignee=assignee_id)
    await lead_changes.record(LeadChangeKind.UPDATED, [lead.id])
    await outbox.tell("lead.assigned", lead=lead.id, member=assignee_id, by=by)
    return lead


async def _refuse_stranger(dealer_id: UUID, member_id: UUID, field: str) -> None:
    if not await grants.of_dealer(dealer_id).filter(member_id=member_id).exists():
        raise NotOfStaff(field)
