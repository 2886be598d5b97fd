from datetime import timedelta
from uuid import UUID

import pytest

from models import clock, ids, reports
from models.members import Member
from models.outbox import OutboxMessage
from models.refusals import InvalidTransition, NotOneself, TextEmpty, Throttled
from models.reports import Report, ReportState, SubjectKind
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")

COMMUNITY = ids.new()
AUTHOR = ids.new()


async def _report(by: Member, subject: UUID, reason: str = "Spam") -> Report:
    return await reports.report(
        by,
        SubjectKind.POST,
        subject,
        author_id=AUTHOR,
        community_id=COMMUNITY,
        reason=reason,
    )


async def test_five_reports_of_one_thing_by_one_member_are_one() -> None:
    ann, subject = await people.member("Ann"), ids.new()
    assert await raced([lambda: _report(ann, subject)] * 5) == {DONE: 5}
    assert await Report.all().count() == 1
    assert await OutboxMessage.filter(topic="report.created").count() == 1


async def test_of_25_reports_at_once_20_are_taken() -> None:
    ann = await people.member("Ann")
    outcomes = await raced([lambda: _report(ann, ids.new())] * 25)
    assert outcomes == {DONE: 20, "THROTTLED": 5}
    assert await Report.all().count() == 20


async def test_the_next_day_has_room_for_reports_again() -> None:
    ann, start = await people.member("Ann"), clock.now()
    with clock.injected(lambda: start):
        for _ in range(20):
            await _report(ann, ids.new())
    with clock.injected(lambda: start + timedelta(hours=23)), pytest.raises(Throttled) as refused:
        await _report(ann, ids.new())
    assert refused.value.facts == {"seconds": 3601}
    with clock.injected(lambda: start + timedelta(hours=24)):
        await _report(ann, ids.new())
    assert await Report.all().count() == 21


async def test_nobody_reports_themselves_or_without_a_reason() -> None:
    ann = await people.member("Ann")
    with pytest.raises(TextEmpty):
        await _report(ann, ids.new(), " ")
    with pytest.raises(NotOneself):
        await reports.report(
            ann,
            SubjectKind.POST,
            ids.new(),
            author_id=ann.id,
            community_id=COMMUNITY,
            reason="Spam",
        )
    assert await Report.all().count() == 0


async def test_hiding_closes_the_open_reports_of_it_and_no_others() -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    bob, eve = await people.member("Bob"), await people.member("Eve")
    post = await communities.post(ann, lens)
    dismissed = await (await _report(bob, post.id)).dismiss(by=ann.id)
    await _report(eve, post.id)
    elsewhere = await _report(eve, ids.new())
    await post.hide("Spam", by=bob.id)
    states = {report.id: report.state for report in await Report.all()}
    assert states.pop(dismissed.id) is ReportState.DISMISSED
    assert states.pop(elsewhere.id) is ReportState.OPEN
    assert list(states.values()) == [ReportState.ACTIONED]
    closed = await Report.get(state=ReportState.ACTIONED)
    assert closed.decided_by_id == bob.id
    assert closed.decided_at is not None


async def test_what_was_acted_on_is_not_dismissed() -> None:
    ann, subject = await people.member("Ann"), ids.new()
    report = await _report(ann, subject)
    await reports.close(subject, by=ann.id)
    with pytest.raises(InvalidTransition):
        await report.dismiss(by=ann.id)
    assert (await Report.get(id=report.id)).state is ReportState.ACTIONED
