"""Exports of leads: asked for, watched, and downloaded."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import instances
from models import lead_exports
from models.lead_exports import ExportFormat, ExportState
from models.leads import LeadState
from schema.dealers import Dealer
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, encode, node_id

described(
    ExportFormat,
    "What kind of file leads are exported as.",
    CSV="Comma-separated, in UTF-8, as Excel opens it.",
    XLSX="A workbook of one sheet.",
    ADF="ADF 1.0 in XML, for dealers' systems.",
)
described(
    ExportState,
    "How far an export has come.",
    QUEUED="It waits for its turn.",
    RUNNING="It is being made; `done` of `total` leads are in it.",
    DONE="It is made; `url` says where the file is, for as long as it is kept.",
    FAILED="It could not be made, and nothing of it is kept.",
)


@strawberry.type(
    description="A dealer's leads as a file, made in the background and kept for 24 hours."
)
class LeadExport(Node):
    """Rows: models.lead_exports.LeadExport."""

    id: strawberry.ID = node_id("LeadExport")
    dealer_id: strawberry.Private[UUID]
    by_id: strawberry.Private[UUID]
    format: ExportFormat = strawberry.field(description="What kind of file.")
    state: ExportState = strawberry.field(description="How far it has come.")
    done: int = strawberry.field(description="How many leads are in it so far.")
    total: int = strawberry.field(description="How many leads there are to be.")
    created_at: datetime = strawberry.field(description="When it was asked for.")
    finished_at: datetime | None = strawberry.field(description="When it was made or given up.")
    expires_at: datetime | None = strawberry.field(description="Until when the file is kept.")
    dropped_at: datetime | None = strawberry.field(
        description="When the file was deleted: after its time, or because somebody in it took"
        " their consent back."
    )

    is_type_of = staticmethod(instances(lead_exports.LeadExport))

    @strawberry.field(
        description="Where the file lies on this server, sent for with the same credential; null"
        " while it is not made, and once it is deleted."
    )
    def url(root: strawberry.Parent[Any]) -> str | None:  # noqa: N805 - the row, which knows more
        return f"/leads/exports/{encode('LeadExport', root.id)}" if root.is_kept else None

    dealer: Dealer = edge("dealer", "dealer_id", "Whose leads.")

    by: Member | None = edge(
        "member", "by_id", "Who asked for it; null when their account is closed."
    )


@strawberry.input(description="Have a dealer's leads made into a file, 50,000 of them at most.")
class LeadExportCreateInput:
    """What is left out does not narrow it."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="Whose leads.")
    format: ExportFormat = strawberry.field(description="What kind of file.")
    state: LeadState | None = strawberry.field(
        default=None, description="Only leads in this state."
    )
    captured_from: datetime | None = strawberry.field(
        default=None, description="Only leads that were made then or later."
    )
    captured_to: datetime | None = strawberry.field(
        default=None, description="Only leads that were made before then."
    )


@strawberry.type(description="What came of `leadExportCreate`.")
class LeadExportCreatePayload:
    """The job, or why not."""

    lead_export: LeadExport | None = strawberry.field(
        description="The job; ask `node` for it again until it is done."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
