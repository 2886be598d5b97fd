"""What is kept of an export: the job, its file in sealed parts, and whose leads are in it."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from tortoise import fields

from models import audit, clock
from models.dealers import Dealer
from models.lead_sheets import Wanted
from models.leads import LeadState
from models.noun import Noun

KEPT = timedelta(hours=24)
MOST = 50_000
"""Leads in one file: a workbook of so many is made well within the lease of a message."""


class ExportFormat(StrEnum):
    """What kind of file."""

    CSV = "CSV"
    XLSX = "XLSX"
    ADF = "ADF"


class ExportState(StrEnum):
    """QUEUED → RUNNING → DONE, or FAILED."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"


class LeadExport(Noun):
    """A job, `after_id` is the last lead that it has come to, `run` counts its beginnings.

    `lead_state`, `captured_from` and `captured_to` say which leads, as they were asked for.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    by_id = fields.UUIDField()
    format = fields.CharEnumField(ExportFormat, max_length=8)
    language = fields.CharField(8)
    lead_state = fields.CharEnumField(LeadState, max_length=16, null=True)
    captured_from = fields.DatetimeField(null=True)
    captured_to = fields.DatetimeField(null=True)
    state = fields.CharEnumField(ExportState, max_length=8, default=ExportState.QUEUED)
    run = fields.IntField(default=1)
    after_id = fields.UUIDField(default=UUID(int=0))
    done = fields.IntField(default=0)
    total = fields.IntField()
    created_at = fields.DatetimeField(default=clock.now)
    finished_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True, db_index=True)
    dropped_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lead_exports"
        indexes = (("dealer_id", "id"),)

    @property
    def wanted(self) -> Wanted:
        """Which leads."""
        return Wanted(
            self.dealer_id, self.created_at, self.lead_state, self.captured_from, self.captured_to
        )

    @property
    def is_under_way(self) -> bool:
        """Whether the worker is still to go on with it."""
        return self.state in {ExportState.QUEUED, ExportState.RUNNING}

    @property
    def is_kept(self) -> bool:
        """Whether there is a file to download."""
        is_over = self.expires_at is not None and self.expires_at <= clock.now()
        return self.state is ExportState.DONE and self.dropped_at is None and not is_over

    async def downloaded(self, *, by: UUID) -> None:
        """Somebody takes the file."""
        await audit.record(by, "lead_export.download", self, leads=self.done)


class LeadExportPart(Noun):
    """A piece of the file, or of what it will be made of, packed and sealed."""

    export: fields.ForeignKeyRelation[LeadExport] = fields.ForeignKeyField("models.LeadExport")
    export_id: UUID
    number = fields.IntField()
    content = fields.BinaryField()

    class Meta:
        table = "lead_export_parts"
        unique_together = (("export_id", "number"),)


class LeadExportEntry(Noun):
    """A lead that is in the file, so that the file goes when the lead does."""

    export: fields.ForeignKeyRelation[LeadExport] = fields.ForeignKeyField("models.LeadExport")
    export_id: UUID
    lead_id = fields.UUIDField(db_index=True)

    class Meta:
        table = "lead_export_entries"
        unique_together = (("export_id", "lead_id"),)
