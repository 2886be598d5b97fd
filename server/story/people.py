"""The story's people: members with names, cities, biographies, and a contact each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.contacts import Contact
from models.members import Member
from server.story import names
from server.story.brand import DOMAIN
from server.story.phrases import Tongue
from server.story.writing import Dice, Pages

_CITIES = {
    "zh": ("上海", "上海", "上海", "北京", "北京", "北京", "成都", "深圳", "杭州", "苏州"),
    "en": ("Berlin", "Berlin", "Berlin", "Hamburg", "Leipzig", "Shanghai"),
}
_ZONES = {"zh": "Asia/Shanghai", "en": "Europe/Berlin"}
_CHINESE = 0.65
_HAS_PHONE = 0.6
_FICTION = "+447700900{:03d}"  # a range that is kept for fiction: nobody's phone rings


@dataclass(frozen=True, slots=True)
class Profile:
    """What somebody says of themselves; `address` stands before the @."""

    name: str
    address: str
    language: str
    city: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A member, as the rest of the story needs to know them."""

    id: UUID
    contact_id: UUID
    pseudonym: UUID
    language: str
    zone: str
    since: datetime


def gather(pages: Pages, numbers: range, earliest: datetime, latest: datetime) -> list[Person]:
    """People with these numbers, who joined between these times, in that order."""
    rng = pages.rng
    joined = sorted(earliest + rng.random() * (latest - earliest) for _ in numbers)
    return [
        join(pages, _somebody(rng, number), at) for number, at in zip(numbers, joined, strict=True)
    ]


def join(pages: Pages, profile: Profile, at: datetime) -> Person:
    """Put down a member, and the contact that dealers may know them by."""
    person = Person(
        id=pages.mint(at),
        contact_id=pages.mint(at + timedelta(seconds=1)),
        pseudonym=pages.mint(at + timedelta(seconds=1)),
        language=profile.language,
        zone=_ZONES[profile.language],
        since=at,
    )
    told = {
        "name": profile.name,
        "email": f"{profile.address}@{DOMAIN}",
        "phone": profile.phone,
        "locale": profile.language,
        "created_at": at,
    }
    pages.add(
        Member,
        id=person.id,
        city=profile.city,
        biography=Tongue(profile.language, pages.rng).biography(profile.city),
        zone=person.zone,
        is_story=True,
        **told,
    )
    pages.add(
        Contact,
        id=person.contact_id,
        member_id=person.id,
        pseudonym=person.pseudonym,
        **told,
    )
    return person


def _somebody(rng: Dice, number: int) -> Profile:
    language = "zh" if rng.falls(_CHINESE) else "en"
    name = names.draw(rng, language)
    return Profile(
        name=name.shown,
        address=f"{name.plain}.{number}",
        language=language,
        city=rng.choice(_CITIES[language]),
        phone=_FICTION.format(rng.randrange(1000)) if rng.falls(_HAS_PHONE) else "",
    )
