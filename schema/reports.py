"""Reports of what should not stand."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import instances
from models import reports
from models.reports import ReportState, SubjectKind
from schema.comments import Comment
from schema.communities import Community
from schema.context import Info
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id
from schema.posts import Post

described(
    ReportState,
    "What became of a report.",
    OPEN="Nobody has decided it yet.",
    ACTIONED="What was reported is hidden.",
    DISMISSED="What was reported may stand.",
)

ReportSubject = Annotated[
    Post | Comment, strawberry.union("ReportSubject", description="What can be reported.")
]


@strawberry.type(description="A member says that something should not stand.")
class Report(Node):
    """Rows: models.reports.Report."""

    id: strawberry.ID = node_id("Report")
    reporter_id: strawberry.Private[UUID]
    subject_kind: strawberry.Private[SubjectKind]
    subject_id: strawberry.Private[UUID]
    community_id: strawberry.Private[UUID]
    reason: str = strawberry.field(description="Why, as the reporter wrote.")
    state: ReportState = strawberry.field(description="What became of it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")

    is_type_of = staticmethod(instances(reports.Report))

    @strawberry.field(description="What is reported; null once it is deleted.")
    async def subject(self, info: Info) -> ReportSubject | None:
        load = info.context.load
        loader = load.post if self.subject_kind is SubjectKind.POST else load.comment
        return cast(ReportSubject | None, await loader.load(self.subject_id))

    community: Community | None = edge("community", "community_id", "Where it stands.")

    @strawberry.field(description="Who reports; for operators and the reporter alone.")
    async def reporter(self, info: Info) -> Member | None:
        viewer = info.context.viewer
        if not viewer.is_operator and self.reporter_id != viewer.member_id:
            return None
        return cast(Member | None, await info.context.load.member.load(self.reporter_id))


@strawberry.input(description="Report a post or comment that should not stand.")
class ReportCreateInput:
    """Reporting the same again changes nothing; at most 20 reports a day."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    subject: strawberry.ID = strawberry.field(description="A post or comment by another.")
    reason: str = strawberry.field(description="1 to 500 characters.")


@strawberry.type(description="What came of `reportCreate`.")
class ReportCreatePayload:
    """The report, the first if there was one before."""

    report: Report | None = strawberry.field(description="The report.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let stand what was reported; for whoever moderates the community.")
class ReportDismissInput:
    """To agree with a report, hide what was reported."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    report: strawberry.ID = strawberry.field(description="Which report.")


@strawberry.type(description="What came of `reportDismiss`.")
class ReportDismissPayload:
    """The decided report, or why it is not."""

    report: Report | None = strawberry.field(description="The report as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
