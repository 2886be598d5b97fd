"""The stage: venues, dealers, circles and groups, and who runs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models import texts
from models.communities import Community, CommunityKind, CommunityTag
from models.dealers import Dealer
from models.devices import Device
from models.gates import Gate
from models.grants import Grant, Role
from models.halls import Hall
from models.memberships import Membership, MembershipState
from models.opening_hours import Weekday
from models.venues import Venue
from server.story.brand import CIRCLES, GROUPS, HOUSES, PLACES, House, Place, Room, Round
from server.story.people import Person, Profile, join
from server.story.writing import Pages, json

_OPEN = [
    {"weekday": day, "opens_at": "10:00", "closes_at": "21:00"}
    for day in Weekday
    if day is not Weekday.MONDAY
]
_DEALERS = (
    ("沈佳宁", "许致远"), ("高海燕", "韩磊"), ("罗薇", "邓凯"), ("林晨", "苏静"),
    ("Frieda Lange", "Jonas Krüger"),
)  # fmt: skip
_GATEKEEPERS = ("顾航", "马悦", "Theo Neumann")


TOURISTS = {
    "guest.1": "沈清和", "guest.2": "Lena Hoffmann", "guest.3": "顾一诺", "guest.4": "Tom Becker",
    "guest.5": "许知夏", "guest.6": "Mia Schulz", "guest.7": "陆子衿", "guest.8": "Paul Wagner",
    "seller.1": "何静", "seller.2": "孙立", "seller.3": "Jonas Klein",
}  # fmt: skip
"""People without a part in the story, by address: `make tour` gives them one."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A gate, and the tablet that stands there."""

    gate_id: UUID
    device_id: UUID


@dataclass(frozen=True, slots=True)
class Floor:
    """A hall to hold events in; `dealer_ids` are those of its city, or all where none is."""

    venue_id: UUID
    hall_id: UUID
    place: Place
    capacity: int
    gates: tuple[Gateway, ...]


@dataclass(frozen=True, slots=True)
class Showroom:
    """A dealer with its staff."""

    id: UUID
    city: str
    staff: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """All that does not grow with the number of people."""

    floors: tuple[Floor, ...]
    showrooms: tuple[Showroom, ...]
    community_ids: tuple[UUID, ...]
    crew: tuple[Person, ...]


def lay(pages: Pages, since: datetime) -> Stage:
    """Everything that stood before the first member came."""
    operator = join(pages, Profile("叶岚", "operator", "zh", "上海"), since)
    known = join(pages, Profile("周雨桐", "member", "zh", "上海"), since)
    _grant(pages, operator, Role.OPERATOR, None, since)
    for address, name in TOURISTS.items():
        join(pages, Profile(name, address, "zh", "上海"), since)
    floors = [
        floor
        for number, (place, keeper) in enumerate(zip(PLACES, _GATEKEEPERS, strict=True))
        for floor in _venue(pages, place, keeper, number, since)
    ]
    showrooms = tuple(
        _showroom(pages, house, staff, number, since)
        for number, (house, staff) in enumerate(zip(HOUSES, _DEALERS, strict=True))
    )
    crew = (operator, known, *(person for room in showrooms for person in room.staff))
    communities = [_circle(pages, circle, since) for circle in CIRCLES]
    _grant(pages, known, Role.CIRCLE_HOST, communities[0], since)
    enrol(pages, known, communities[0], since)
    communities += [
        _group(pages, group, crew[number % len(crew)], since + timedelta(days=number))
        for number, group in enumerate(GROUPS, start=1)
    ]
    return Stage(tuple(floors), showrooms, tuple(communities), crew)


def enrol(pages: Pages, person: Person, community_id: UUID, at: datetime) -> None:
    """Make somebody a member of a community."""
    pages.add(
        Membership,
        id=pages.mint(at),
        community_id=community_id,
        member_id=person.id,
        state=MembershipState.MEMBER,
        changed_at=at,
    )


def _venue(pages: Pages, place: Place, keeper: str, number: int, since: datetime) -> list[Floor]:
    venue_id = pages.mint(since)
    pages.add(
        Venue,
        id=venue_id,
        name=place.name,
        address=place.address,
        city=place.city,
        latitude=place.latitude,
        longitude=place.longitude,
        zone=place.zone,
        opening_hours=json(_OPEN),
        created_at=since,
    )
    address = "gate" if number == 0 else f"gate.{number + 1}"
    staff = join(pages, Profile(keeper, address, place.language, place.city), since)
    _grant(pages, staff, Role.VENUE_STAFF, venue_id, since)
    return [_floor(pages, place, venue_id, room, since) for room in place.rooms]


def _floor(pages: Pages, place: Place, venue_id: UUID, room: Room, since: datetime) -> Floor:
    hall_id = pages.mint(since)
    pages.add(Hall, id=hall_id, venue_id=venue_id, name=room.name, capacity=room.capacity)
    gates = tuple(_gateway(pages, venue_id, hall_id, name, since) for name in room.gates)
    return Floor(venue_id, hall_id, place, room.capacity, gates)


def _gateway(pages: Pages, venue_id: UUID, hall_id: UUID, name: str, since: datetime) -> Gateway:
    """A gate with its tablet, which can do no harm: no credential has the hash that it has."""
    gateway = Gateway(pages.mint(since), pages.mint(since))
    pages.add(Gate, id=gateway.gate_id, hall_id=hall_id, name=name)
    pages.add(
        Device,
        id=gateway.device_id,
        venue_id=venue_id,
        name=name,
        credential_hash=gateway.device_id.hex,
        paired_at=since,
        clock_offset_ms=pages.rng.randrange(-800, 800),
    )
    return gateway


def _showroom(
    pages: Pages, house: House, names: tuple[str, ...], number: int, since: datetime
) -> Showroom:
    dealer_id = pages.mint(since)
    pages.add(
        Dealer,
        id=dealer_id,
        name=house.name,
        city=house.city,
        address=house.address,
        phone=house.phone,
        zone=house.zone,
        created_at=since,
    )
    language = "en" if house.city == "Berlin" else "zh"
    staff = []
    for place, name in enumerate(names):
        rank = number * len(names) + place
        address = "dealer" if rank == 0 else f"dealer.{rank + 1}"
        person = join(pages, Profile(name, address, language, house.city), since)
        _grant(pages, person, Role.DEALER_STAFF, dealer_id, since)
        staff.append(person)
    return Showroom(dealer_id, house.city, tuple(staff))


def _circle(pages: Pages, circle: Round, since: datetime) -> UUID:
    community_id = _community(pages, CommunityKind.CIRCLE, circle, None, since)
    for dimension, value in circle.tags:
        pages.add(
            CommunityTag,
            id=pages.mint(since),
            community_id=community_id,
            dimension=dimension,
            value=value,
            value_key=texts.key_of(value),
        )
    return community_id


def _group(pages: Pages, group: Round, founder: Person, at: datetime) -> UUID:
    community_id = _community(pages, CommunityKind.GROUP, group, founder.id, at)
    enrol(pages, founder, community_id, at)
    _grant(pages, founder, Role.GROUP_OWNER, community_id, at)
    return community_id


def _community(
    pages: Pages, kind: CommunityKind, told: Round, founder_id: UUID | None, at: datetime
) -> UUID:
    community_id = pages.mint(at)
    pages.add(
        Community,
        id=community_id,
        kind=kind,
        name=told.name,
        name_key=texts.key_of(told.name),
        description=told.description,
        join_policy=told.policy,
        founder_id=founder_id,
        created_at=at,
    )
    return community_id


def _grant(pages: Pages, person: Person, role: Role, scope_id: UUID | None, at: datetime) -> None:
    pages.add(
        Grant, id=pages.mint(at), member_id=person.id, role=role, scope_id=scope_id, starts_at=at
    )
