"""A report: a member who says that a post or comment should not stand."""

from datetime import timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, outbox, texts
from models.members import Member
from models.noun import Noun
from models.refusals import InvalidTransition, NotOneself, Throttled

REPORTS_A_DAY = 20
_DAY = timedelta(days=1)


class ReportState(StrEnum):
    """What became of a report."""

    OPEN = "OPEN"
    ACTIONED = "ACTIONED"
    DISMISSED = "DISMISSED"


class SubjectKind(StrEnum):
    """What can be reported."""

    POST = "POST"
    COMMENT = "COMMENT"


class Report(Noun):
    """One per member and subject, however often it is said."""

    reporter: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    reporter_id: UUID
    subject_kind = fields.CharEnumField(SubjectKind, max_length=12)
    subject_id = fields.UUIDField(db_index=True)
    community_id = fields.UUIDField(db_index=True)
    reason = fields.CharField(500)
    state = fields.CharEnumField(ReportState, max_length=12, default=ReportState.OPEN)
    decided_by_id = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "reports"
        unique_together = (("reporter_id", "subject_id"),)

    async def dismiss(self, *, by: UUID) -> Self:
        """Let the subject stand; refused once the report is decided otherwise."""
        report = await self.locked()
        if report.state is ReportState.ACTIONED:
            raise InvalidTransition(before=report.state, after=ReportState.DISMISSED)
        if report.state is ReportState.OPEN:
            report.state = ReportState.DISMISSED
            report.decided_by_id, report.decided_at = by, clock.now()
            await report.save(update_fields=["state", "decided_by_id", "decided_at"])
            await audit.record(by, "report.dismiss", report)
        return report


async def report(  # noqa: PLR0913  a report has this many sides
    reporter: Member,
    kind: SubjectKind,
    subject_id: UUID,
    *,
    author_id: UUID,
    community_id: UUID,
    reason: str,
) -> Report:
    """Report what somebody else wrote; refused as THROTTLED beyond REPORTS_A_DAY."""
    if reporter.id == author_id:
        raise NotOneself("subject")
    await reporter.locked()
    made = await Report.get_or_none(reporter_id=reporter.id, subject_id=subject_id)
    if made is None:
        await _limit(reporter)
        made = await Report.create(
            reporter=reporter,
            subject_kind=kind,
            subject_id=subject_id,
            community_id=community_id,
            reason=texts.prose(reason, "reason", most=500),
        )
        await outbox.tell("report.created", report=made.id)
    return made


async def close(subject_id: UUID, *, by: UUID) -> None:
    """The subject was hidden: its open reports have had their effect."""
    await Report.filter(subject_id=subject_id, state=ReportState.OPEN).update(
        state=ReportState.ACTIONED, decided_by_id=by, decided_at=clock.now()
    )


async def _limit(reporter: Member) -> None:
    yesterday = clock.now() - _DAY
    recent = Report.filter(reporter_id=reporter.id, created_at__gt=yesterday)
    if await recent.count() >= REPORTS_A_DAY:
        oldest = await recent.order_by("created_at").first()
        wait = oldest.created_at - yesterday if oldest else _DAY
        raise Throttled(seconds=int(wait.total_seconds()) + 1)
