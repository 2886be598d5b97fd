"""The door to reports: one's own, and those that the viewer is to decide."""

from dataclasses import dataclass
from uuid import UUID

from tortoise.queryset import QuerySet

from models.access import comments, posts, sight
from models.access.viewer import Viewer
from models.pages import Page, Window, page
from models.refusals import NotAllowed, NotFound
from models.reports import Report, ReportState, SubjectKind


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported, who wrote it, and where."""

    kind: SubjectKind
    id: UUID
    author_id: UUID
    community_id: UUID


async def see(viewer: Viewer, report_id: UUID) -> Report | None:
    """One's own report, or one from a community that the viewer moderates."""
    report = await Report.get_or_none(id=report_id)
    if report is None or viewer.member_id is None:
        return None
    is_own = report.reporter_id == viewer.member_id
    return report if is_own or sight.moderates(viewer, report.community_id) else None


async def page_to_decide(viewer: Viewer, state: ReportState, window: Window) -> Page[Report]:
    """The reports from the communities that the viewer moderates, oldest first."""
    viewer.as_member()
    found: QuerySet[Report] = Report.filter(state=state)
    if not viewer.is_operator:
        found = found.filter(community_id__in=sight.moderated(viewer))
    return await page(found, window)


async def to_report(viewer: Viewer, kind: SubjectKind, subject_id: UUID, field: str) -> Subject:
    """A post or comment that the viewer reads."""
    viewer.as_author()
    if kind is SubjectKind.POST:
        post = await posts.see(viewer, subject_id)
        if post is not None:
            return Subject(kind, post.id, post.author_id, post.community_id)
    else:
        comment = await comments.see(viewer, subject_id)
        if comment is not None:
            community_id = await comments.community_of(comment)
            return Subject(kind, comment.id, comment.author_id, community_id)
    raise NotFound(field)


async def to_decide(viewer: Viewer, report_id: UUID, field: str) -> Report:
    """A report from a community that the viewer moderates."""
    viewer.as_author()
    report = await see(viewer, report_id)
    if report is None:
        raise NotFound(field)
    if not sight.moderates(viewer, report.community_id):
        raise NotAllowed
    return report
