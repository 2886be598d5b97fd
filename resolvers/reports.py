"""Reports: members make them, whoever moderates decides them."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from models import reports as verbs
from models.access import members, reports
from models.noun import Noun
from models.reports import ReportState, SubjectKind
from resolvers import calls
from schema import nodes
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.reports import (
    Report,
    ReportCreateInput,
    ReportCreatePayload,
    ReportDismissInput,
    ReportDismissPayload,
)


@strawberry.type
class ReportQuery:
    """Root fields to read."""

    @strawberry.field(
        description="Reports from the communities that the viewer moderates, the oldest first;"
        " from all of them for operators."
    )
    async def reports(
        self,
        info: Info,
        state: Annotated[
            ReportState, strawberry.argument(description="What became of them.")
        ] = ReportState.OPEN,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Report]:
        asked = window(first, after, last, before)
        page = await reports.page_to_decide(info.context.viewer, state, asked)
        return cast(Connection[Report], connection(page))


@strawberry.type
class ReportMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Report a post or comment that should not stand.")
    async def report_create(self, info: Info, input: ReportCreateInput) -> ReportCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            reporter = await members.to_write(viewer)
            subject = await reports.to_report(viewer, *_subject(input.subject), "subject")
            return await verbs.report(
                reporter,
                subject.kind,
                subject.id,
                author_id=subject.author_id,
                community_id=subject.community_id,
                reason=input.reason,
            )

        outcome = await calls.once(info, input, verb)
        return ReportCreatePayload(
            report=await calls.reread(info, outcome, reports.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Let stand what was reported; for whoever moderates.")
    async def report_dismiss(self, info: Info, input: ReportDismissInput) -> ReportDismissPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            report_id = nodes.row_id(input.report, "Report")
            report = await reports.to_decide(viewer, report_id, "report")
            return await report.dismiss(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return ReportDismissPayload(
            report=await calls.reread(info, outcome, reports.see),
            user_errors=calls.errors(info, outcome),
        )


def _subject(said: strawberry.ID) -> tuple[SubjectKind, UUID]:
    """What is reported; an id of anything else is a post that nobody made."""
    found = nodes.decode(said)
    kind = SubjectKind.COMMENT if found and found[0] == "Comment" else SubjectKind.POST
    return kind, nodes.row_id(said, "Post", "Comment")
