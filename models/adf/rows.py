"""What an ADF document says of a lead, and how much of it the format can hold."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from models import texts

LINE_MOST = 254
COMMENTS_MOST = 4_000


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A car as people name it; the year is text, since other systems write more than digits."""

    year: str
    make: str
    model: str


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the dealer may contact; what is not known is empty."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Vendor:
    """The dealer that the lead is for."""

    id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Prospect:
    """One lead. `id` is the same at every sending, and `source` says whose id it is.

    `vehicle` is None where no car is chosen, `requested_at` where a document does not say it.
    """

    id: str
    source: str
    is_resend: bool
    requested_at: datetime | None
    vehicle: Vehicle | None
    customer: Person
    comments: str
    vendor: Vendor
    provider: str


def fit(said: Prospect) -> Prospect:
    """The prospect as a document can hold it.

    Control characters go, lines have at most LINE_MOST characters and comments COMMENTS_MOST, times
    are whole seconds of UTC. What fits is returned as it is.
    """
    at, car = said.requested_at, said.vehicle
    return replace(
        said,
        id=_line(said.id),
        source=_line(said.source),
        requested_at=at.astimezone(UTC).replace(microsecond=0) if at else None,
        vehicle=Vehicle(_line(car.year), _line(car.make), _line(car.model)) if car else None,
        customer=Person(
            *map(_line, (said.customer.name, said.customer.email, said.customer.phone))
        ),
        comments=_prose(said.comments),
        vendor=_vendor(said.vendor),
        provider=_line(said.provider),
    )


def _person(said: Person) -> Person:
    return Person(_line(said.name), _line(said.email), _line(said.phone))


def _vendor(said: Vendor) -> Vendor:
    return Vendor(_line(said.id), _line(said.name), _line(said.phone))


def _line(text: str) -> str:
    return texts.salvaged(text, most=LINE_MOST)


def _prose(text: str) -> str:
    lines = (texts.salvaged(line, most=COMMENTS_MOST) for line in text.splitlines())
    return "\n".join(lines).strip()[:COMMENTS_MOST].strip()
