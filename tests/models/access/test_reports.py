import pytest

from models import reports as verbs
from models.access import reports
from models.access.viewer import Viewer
from models.communities import JoinPolicy
from models.pages import Window
from models.refusals import NotAllowed, NotFound
from models.reports import Report, ReportState, SubjectKind
from tests import communities, people
from tests.models.access import viewers

pytestmark = pytest.mark.usefixtures("db")

ALL = set(viewers.NAMES) - {"nobody"}
MODERATING = {"host", "operator"}


async def _crew_and_report() -> tuple[dict[str, Viewer], Report]:
    lens = await communities.circle("Lens")
    said = await communities.post(await people.member("Author"), lens)
    crew = await viewers.all_of(lens)
    reporter = await people.member("Reporter")
    report = await verbs.report(
        reporter,
        SubjectKind.POST,
        said.id,
        author_id=said.author_id,
        community_id=lens.id,
        reason="Spam",
    )
    return crew | {"reporter": await people.viewer(reporter)}, report


async def test_a_report_is_for_the_reporter_and_whoever_moderates() -> None:
    crew, report = await _crew_and_report()
    seeing = {name for name, viewer in crew.items() if await reports.see(viewer, report.id)}
    assert seeing == MODERATING | {"reporter"}
    listing = {
        name
        for name in ALL | {"reporter"}
        if (await reports.page_to_decide(crew[name], ReportState.OPEN, Window(5))).rows
    }
    assert listing == MODERATING


async def test_only_whoever_moderates_decides() -> None:
    crew, report = await _crew_and_report()
    for name in ALL - MODERATING:
        with pytest.raises(NotFound):
            await reports.to_decide(crew[name], report.id, "report")
    with pytest.raises(NotAllowed):
        await reports.to_decide(crew["reporter"], report.id, "report")
    for name in MODERATING:
        assert (await reports.to_decide(crew[name], report.id, "report")).id == report.id


async def test_only_what_one_reads_can_be_reported() -> None:
    secret = await communities.circle("Secret", JoinPolicy.INVITE)
    author = await people.member("Author")
    said = await communities.post(author, secret)
    under = await communities.comment(author, said)
    stranger = await people.viewer(await people.member("Stranger"))
    for kind, row in ((SubjectKind.POST, said), (SubjectKind.COMMENT, under)):
        with pytest.raises(NotFound):
            await reports.to_report(stranger, kind, row.id, "subject")
    operator = await people.operator()
    subject = await reports.to_report(operator, SubjectKind.COMMENT, under.id, "subject")
    assert (subject.author_id, subject.community_id) == (author.id, secret.id)
