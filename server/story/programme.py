"""The story's events: each hall holds one a day, so that no two bookings meet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from models.bookings import Booking
from models.event_dealers import EventDealer
from models.events import Event, EventState, WaitlistMode
from server.story.people import Person
from server.story.phrases import Tongue
from server.story.scene import Scene
from server.story.stage import Floor

Slot = tuple[EventState, Floor, datetime]

SETUP = timedelta(minutes=30)
NEAR_DAYS = 20  # the first chapter's events begin no longer ago than this
CHAPTER_DAYS = 9  # so long do the halls take to hold the sixty events of an earlier chapter
_ANNOUNCED_DAYS = (14, 25)
_HOURS = (time(10), time(14), time(19))
_SIZES = (24, 30, 40, 60)
_REASONS = {"zh": "讲师生病，活动取消，敬请谅解。", "en": "The speaker is ill. We are sorry."}
_PAST = (*[EventState.ENDED] * 34, EventState.CANCELLED)
_COMING = (
    *[EventState.PUBLISHED] * 18,
    *[EventState.CANCELLED] * 2,
    *[EventState.DRAFT] * 3,
)
_LONG_PAST = (EventState.ENDED,) * 60


@dataclass(frozen=True, slots=True)
class Show:
    """An event, as the rest of the story needs to know it."""

    id: UUID
    floor: Floor
    state: EventState
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    cancelled_at: datetime | None
    capacity: int
    host: Person | None
    dealer_ids: tuple[UUID, ...]

    @property
    def is_public(self) -> bool:
        """Whether people could book."""
        return self.state is not EventState.DRAFT

    @property
    def was_held(self) -> bool:
        """Whether people came, or are coming now."""
        return self.state in {EventState.ENDED, EventState.IN_PROGRESS}


def earliest(now: datetime, chapter: int) -> datetime:
    """Before the first event of a chapter was announced."""
    days = NEAR_DAYS + CHAPTER_DAYS * chapter + max(_ANNOUNCED_DAYS)
    return now - timedelta(days=days + 1)


def announce(scene: Scene, hosts: list[Person], chapter: int) -> list[Show]:
    """The sixty events of a chapter; all but those of the first are long over."""
    slots = _near(scene) if chapter == 0 else _long_ago(scene, chapter)
    return [_show(scene, hosts, *slot) for slot in slots]


def write(scene: Scene, show: Show, *, taken: int, waiting: int) -> None:
    """Put down an event with its halls and dealers, once its seats are counted."""
    pages, rng = scene.pages, scene.pages.rng
    tongue = Tongue(show.floor.place.language, rng)
    pages.add(
        Event,
        id=show.id,
        venue_id=show.floor.venue_id,
        hall_id=show.floor.hall_id,
        community_id=rng.choice(scene.stage.community_ids) if rng.falls(0.4) else None,
        host_id=show.host.id if show.host else None,
        title=tongue.title(is_evening=_is_evening(show)),
        description=tongue.description(),
        state=show.state,
        starts_at=show.starts_at,
        ends_at=show.ends_at,
        setup_minutes=SETUP // timedelta(minutes=1),
        capacity=show.capacity,
        seats_taken=taken,
        seats_waiting=waiting,
        waitlist_mode=WaitlistMode.OFFER if rng.falls(0.25) else WaitlistMode.PROMOTE,
        cancelled_reason=_REASONS[tongue.language] if show.cancelled_at else "",
        created_at=show.published_at - timedelta(hours=2),
        published_at=show.published_at if show.is_public else None,
        cancelled_at=show.cancelled_at,
    )
    for dealer_id in show.dealer_ids:
        link = pages.mint(show.published_at)
        pages.add(EventDealer, id=link, event_id=show.id, dealer_id=dealer_id)
    if show.cancelled_at is None:
        pages.add(
            Booking,
            id=pages.mint(show.published_at),
            hall_id=show.floor.hall_id,
            event_id=show.id,
            starts_at=show.starts_at - SETUP,
            ends_at=show.ends_at + SETUP,
        )


def _is_evening(show: Show) -> bool:
    return show.starts_at.astimezone(ZoneInfo(show.floor.place.zone)).time() >= max(_HOURS)


def _near(scene: Scene) -> Iterator[Slot]:
    floors = scene.stage.floors
    for number, state in enumerate(_PAST):
        round_, place = divmod(number, len(floors))
        yield state, floors[place], _begins(scene, floors[place], -2 - 3 * round_)
    for floor in (floors[0], floors[-1]):
        minute = scene.now.replace(second=0, microsecond=0)
        yield EventState.IN_PROGRESS, floor, minute - timedelta(minutes=40)
    for number, state in enumerate(_COMING):
        round_, place = divmod(number, len(floors))
        yield state, floors[place], _begins(scene, floors[place], 2 + 3 * round_)


def _long_ago(scene: Scene, chapter: int) -> Iterator[Slot]:
    floors = scene.stage.floors
    latest = NEAR_DAYS + CHAPTER_DAYS * (chapter - 1)
    for number, state in enumerate(_LONG_PAST):
        round_, place = divmod(number, len(floors))
        yield state, floors[place], _begins(scene, floors[place], -latest - round_)


def _begins(scene: Scene, floor: Floor, days: int) -> datetime:
    """At an hour that suits people, so many days from today, as the venue's clock has it."""
    zone = ZoneInfo(floor.place.zone)
    day = scene.now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, scene.pages.rng.choice(_HOURS), zone).astimezone(UTC)


def _show(
    scene: Scene, hosts: list[Person], state: EventState, floor: Floor, starts_at: datetime
) -> Show:
    rng = scene.pages.rng
    published_at = starts_at - timedelta(days=rng.randint(*_ANNOUNCED_DAYS))
    cancelled_at = None
    if state is EventState.CANCELLED:
        cancelled_at = min(starts_at - timedelta(days=1), scene.now - timedelta(hours=5))
    return Show(
        id=scene.pages.mint(published_at),
        floor=floor,
        state=state,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=rng.choice((2, 3))),
        published_at=published_at,
        cancelled_at=cancelled_at,
        capacity=min(floor.capacity, rng.choice(_SIZES)),
        host=rng.choice(hosts) if rng.falls(0.6) else None,
        dealer_ids=_dealers(scene, floor.place.city),
    )


def _dealers(scene: Scene, city: str) -> tuple[UUID, ...]:
    """Those of the city, and now and then a guest."""
    rng, rooms = scene.pages.rng, scene.stage.showrooms
    near = [room.id for room in rooms if room.city == city]
    far = [room.id for room in rooms if room.city != city]
    return (*near, *(rng.sample(far, 1) if rng.falls(0.5) else ()))
