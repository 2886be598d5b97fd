"""What the story's people say to each other: posts, comments, reactions, follows, a report."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from models.comments import Comment
from models.follows import Follow
from models.points.deeds import DeedKind, NewDeed
from models.posts import Post
from models.reactions import Reaction, ReactionKind
from models.reports import Report, SubjectKind
from server.story import phrases
from server.story.people import Person
from server.story.phrases import Tongue
from server.story.programme import Show
from server.story.scene import Scene
from server.story.stage import enrol
from server.story.writing import Pages

_POSTS = 0.75  # for each person
_FOLLOWS = 1.5
_COMMENTS = (0, 0, 1, 1, 2, 2, 3, 4, 6)
_REACTIONS = (0, 1, 2, 3, 4, 5, 6, 8, 12, 18)
_SIGNS = (*[ReactionKind.LIKE] * 6, *ReactionKind)
_REPORTED = 0.004
_ABOUT_EVENTS = "event"

Circles = dict[UUID, list[Person]]


def mingle(scene: Scene, people: Sequence[Person]) -> Circles:
    """Let everyone join one to four communities and follow some others."""
    pages, rng = scene.pages, scene.pages.rng
    circles: Circles = defaultdict(list)
    for person in people:
        for community_id in rng.sample(scene.stage.community_ids, rng.randint(1, 4)):
            at = person.since + rng.random() * min(scene.now - person.since, timedelta(days=20))
            enrol(pages, person, community_id, at)
            circles[community_id].append(person)
    pairs = {tuple(rng.sample(range(len(people)), 2)) for _ in range(int(len(people) * _FOLLOWS))}
    for follower, followed in sorted(pairs):
        at = max(people[follower].since, people[followed].since) + timedelta(hours=1)
        pages.add(
            Follow,
            id=pages.mint(at),
            follower_id=people[follower].id,
            followed_id=people[followed].id,
            created_at=at,
        )
    return circles


def chat(scene: Scene, circles: Circles, shows: Sequence[Show], people: int) -> list[NewDeed]:
    """Posts with what was answered; returns what they earn points for."""
    rng = scene.pages.rng
    communities = sorted(circles)
    weights = [len(circles[community_id]) for community_id in communities]
    held = [show for show in shows if show.was_held]
    deeds: list[NewDeed] = []
    for community_id in rng.choices(communities, weights, k=int(people * _POSTS)):
        topic = rng.choice(phrases.TOPICS)
        event_id = rng.choice(held).id if topic == _ABOUT_EVENTS else None
        deeds += _post(scene, circles[community_id], community_id, topic, event_id)
    return deeds


def _post(
    scene: Scene,
    circle: Sequence[Person],
    community_id: UUID,
    topic: str,
    event_id: UUID | None,
) -> list[NewDeed]:
    pages, rng, now = scene.pages, scene.pages.rng, scene.now
    author = rng.choice(circle)
    at = author.since + (1 - rng.random() ** 2) * (now - author.since)
    post_id = pages.mint(at)
    answers = _answers(pages, circle, post_id, at, now)
    readers = rng.sample(circle, min(rng.choice(_REACTIONS), len(circle)))
    for reader in readers:
        _react(pages, reader, post_id, _later(pages, max(at, reader.since), now))
    pages.add(
        Post,
        id=post_id,
        author_id=author.id,
        community_id=community_id,
        event_id=event_id,
        text=Tongue(author.language, rng).post(topic),
        comment_count=len(answers),
        reaction_count=len(readers),
        created_at=at,
    )
    reporter = rng.choice(circle)
    if rng.falls(_REPORTED) and reporter is not author:
        _report(pages, reporter, post_id, community_id, _later(pages, at, now))
    return [NewDeed(author.id, DeedKind.POST, post_id, at, author.zone), *answers]


def _answers(
    pages: Pages, circle: Sequence[Person], post_id: UUID, since: datetime, now: datetime
) -> list[NewDeed]:
    deeds = []
    for _ in range(pages.rng.choice(_COMMENTS)):
        author = pages.rng.choice(circle)
        at = _later(pages, max(since, author.since), now)
        comment_id = pages.mint(at)
        pages.add(
            Comment,
            id=comment_id,
            post_id=post_id,
            author_id=author.id,
            text=Tongue(author.language, pages.rng).comment(),
            created_at=at,
        )
        deeds.append(NewDeed(author.id, DeedKind.COMMENT, comment_id, at, author.zone))
    return deeds


def _react(pages: Pages, reader: Person, post_id: UUID, at: datetime) -> None:
    pages.add(
        Reaction,
        id=pages.mint(at),
        post_id=post_id,
        member_id=reader.id,
        kind=pages.rng.choice(_SIGNS),
        created_at=at,
    )


def _report(
    pages: Pages, reporter: Person, post_id: UUID, community_id: UUID, at: datetime
) -> None:
    pages.add(
        Report,
        id=pages.mint(at),
        reporter_id=reporter.id,
        subject_kind=SubjectKind.POST,
        subject_id=post_id,
        community_id=community_id,
        reason="广告？请看一下。" if reporter.language == "zh" else "Is this an advertisement?",
        created_at=at,
    )


def _later(pages: Pages, since: datetime, now: datetime) -> datetime:
    """Some time within two days, but not after now."""
    return since + pages.rng.random() * min(now - since, timedelta(days=2))
