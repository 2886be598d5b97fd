"""How a table is reached: which of its rows are a person's, and what becomes of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from models.erasing.people import Person
from models.noun import Noun


@dataclass(frozen=True, slots=True)
class Dropped:
    """The rows go."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """The rows stay, and these columns are as said; a function is asked for each row's value."""

    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stays:
    """The rows stay as they are, for they hold ids alone; `why` says what they are needed for."""

    why: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows of a table that are a person's.

    They are told to the person but for the columns in `hides`, unless `untold` says why not.
    """

    table: type[Noun]
    of: Callable[[Person], Q]
    erased: Dropped | Emptied | Stays
    hides: Sequence[str] = ()
    untold: str = ""


DROPPED = Dropped()


def by_member(person: Person) -> Q:
    """What a member has, or did."""
    return Q(member_id__in=person.member_ids)


def by_contact(person: Person) -> Q:
    """What is of them as a contact."""
    return Q(contact_id__in=person.contact_ids)


def by_seat(person: Person) -> Q:
    """What is of their seats."""
    return Q(seat_id__in=person.seat_ids)


def by_lead(person: Person) -> Q:
    """What is of the leads that they are."""
    return Q(lead_id__in=person.lead_ids)


def by_address(column: str) -> Callable[[Person], Q]:
    """What is known by an address of theirs, in this column."""

    def of(person: Person) -> Q:
        those: dict[str, Any] = {f"{column}__in": person.words.addresses}
        return Q(**those)

    return of
