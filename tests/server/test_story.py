"""The story: every count in it is right, and it follows the rules of the house."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from models import clock, lead_intake, members, sign_in, sql
from models.check_ins import CheckIn
from models.communities import Community
from models.events import Event, EventState
from models.grants import Grant, Role
from models.lead_intake import Attendance
from models.leads import Lead
from models.members import Member
from models.points.deeds import Deed, DeedDay
from models.points.ledger import PointsEntry
from models.points.settling import settle
from models.posts import Post
from models.seats import Seat
from server.story import telling
from server.story.brand import DOMAIN
from tests.counting import Mismatch
from tests.house import SEAL, STORY_CODE

_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
_PEOPLE = 250


@pytest.fixture
async def story(db: str) -> AsyncIterator[str]:
    """A small story, told at a fixed time."""
    with clock.injected(lambda: _NOW):
        await telling.tell(SEAL, people=_PEOPLE)
        yield db


async def test_every_count_in_the_story_is_what_counting_gives(story: str) -> None:
    recounts = {
        "communities.member_count": """
            SELECT c.id, c.member_count AS kept, (SELECT count(*) FROM memberships m
                WHERE m.community_id = c.id AND m.state = 'MEMBER') AS counted
            FROM communities c""",
        "posts.comment_count": """
            SELECT p.id, p.comment_count AS kept, (SELECT count(*) FROM comments k
                WHERE k.post_id = p.id) AS counted FROM posts p""",
        "posts.reaction_count": """
            SELECT p.id, p.reaction_count AS kept, (SELECT count(*) FROM reactions r
                WHERE r.post_id = p.id) AS counted FROM posts p""",
        "events.seats_taken": """
            SELECT e.id, e.seats_taken AS kept, (SELECT count(*) FROM seats s
                JOIN registrations r ON r.id = s.registration_id
                WHERE s.event_id = e.id AND s.cancelled_at IS NULL
                  AND r.state = 'CONFIRMED') AS counted FROM events e""",
        "events.seats_waiting": """
            SELECT e.id, e.seats_waiting AS kept, (SELECT count(*) FROM seats s
                JOIN registrations r ON r.id = s.registration_id
                WHERE s.event_id = e.id AND r.state = 'WAITING') AS counted FROM events e""",
        "registrations.seat_count": """
            SELECT r.id, r.seat_count AS kept, (SELECT count(*) FROM seats s
                WHERE s.registration_id = r.id) AS counted FROM registrations r""",
        "points_accounts.points": """
            SELECT a.id, a.points AS kept, (SELECT coalesce(sum(e.amount), 0)
                FROM points_entries e WHERE e.member_id = a.member_id
                  AND e.currency = 'POINTS') AS counted FROM points_accounts a""",
        "points_accounts.growth": """
            SELECT a.id, a.growth AS kept, (SELECT coalesce(sum(e.amount), 0)
                FROM points_entries e WHERE e.member_id = a.member_id
                  AND e.currency = 'GROWTH') AS counted FROM points_accounts a""",
        "dealers.feed_seq": """
            SELECT d.id, d.feed_seq AS kept, (SELECT count(seq) FROM lead_changes c
                WHERE c.dealer_id = d.id) AS counted FROM dealers d""",
    }
    for name, recount in recounts.items():
        rows = await sql.fetch(Mismatch, recount)
        assert rows, name
        assert sum(row.counted for row in rows) > 0, name
        assert [row for row in rows if row.kept != row.counted] == [], name


async def test_the_ledger_of_the_story_is_what_its_deeds_earn(story: str) -> None:
    before = await PointsEntry.all().count()
    deeds = await Deed.all()
    days = {DeedDay(deed.member_id, deed.kind, deed.day) for deed in deeds}
    await settle(list(days))
    assert before > _PEOPLE
    assert await PointsEntry.all().count() == before


async def test_the_leads_of_the_story_are_those_that_its_check_ins_make(story: str) -> None:
    before = await Lead.all().count()
    seats = {seat.id: seat for seat in await Seat.all()}
    attended = [
        Attendance(one.seat_id, seats[one.seat_id].contact_id, one.event_id, one.at)
        for one in await CheckIn.all()
    ]
    await lead_intake.capture(attended)
    assert before > 50
    assert await Lead.all().count() == before


async def test_no_event_of_the_story_is_overbooked_and_drafts_are_bare(story: str) -> None:
    events = await Event.all()
    states = {state: len([e for e in events if e.state is state]) for state in EventState}
    assert states == {
        EventState.DRAFT: 3,
        EventState.PUBLISHED: 18,
        EventState.IN_PROGRESS: 2,
        EventState.ENDED: 34,
        EventState.CANCELLED: 3,
    }
    assert all(event.seats_taken <= event.capacity for event in events)
    drafts = [event.id for event in events if event.state is EventState.DRAFT]
    assert not await Seat.filter(event_id__in=drafts).exists()


async def test_nothing_in_the_story_lies_in_the_future_but_what_is_to_come(story: str) -> None:
    assert not await Post.filter(created_at__gt=_NOW).exists()
    assert not await CheckIn.filter(at__gt=_NOW).exists()
    assert not await Deed.filter(at__gt=_NOW).exists()
    ended = await Event.filter(state=EventState.ENDED)
    assert max(event.ends_at for event in ended) < _NOW


@pytest.mark.parametrize(
    ("part", "role"),
    [
        ("operator", Role.OPERATOR),
        ("dealer", Role.DEALER_STAFF),
        ("gate", Role.VENUE_STAFF),
        ("member", Role.CIRCLE_HOST),
    ],
)
async def test_a_part_of_the_story_signs_in_with_the_story_code(
    story: str, part: str, role: Role
) -> None:
    address = f"{part}@{DOMAIN}"
    session = await sign_in.complete(address, STORY_CODE, STORY_CODE)
    member = await members.of_address(address)
    assert session.member_id == member.id
    assert await Grant.exists(member_id=member.id, role=role)


async def test_the_story_is_told_once(story: str) -> None:
    before = await Member.all().count()
    with pytest.raises(telling.StoryTold):
        await telling.tell(SEAL, people=_PEOPLE)
    assert await Member.all().count() == before


async def test_a_second_chapter_adds_people_and_events_but_no_places(db: str) -> None:
    with clock.injected(lambda: _NOW):
        await telling.tell(SEAL, scale=2, people=_PEOPLE)
    crew = 2 + 3 + 10 + 11
    assert await Member.all().count() == crew + 2 * _PEOPLE
    assert await Event.all().count() == 120
    assert await Community.all().count() == 18
    mismatches = await sql.fetch(
        Mismatch,
        """
        SELECT c.id, c.member_count AS kept, (SELECT count(*) FROM memberships m
            WHERE m.community_id = c.id AND m.state = 'MEMBER') AS counted FROM communities c
        """,
    )
    assert [row for row in mismatches if row.kept != row.counted] == []


async def test_the_story_is_the_same_each_time_it_is_told(db: str) -> None:
    tellings = []
    for _ in range(2):
        with clock.injected(lambda: _NOW):
            scene = await telling._scene(SEAL, 1)
            telling._make_up(scene, 0, 50, lambda: None)
        tellings.append(scene.pages._rows)
    assert tellings[0] == tellings[1]
    assert len(tellings[0][Member]) == 76
