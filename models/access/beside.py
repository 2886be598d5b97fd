"""The doors of joined reads: what a viewer sees beside a row that they were shown.

Each way has the same condition as the door through which the loader of its edge looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from models import clock, passes
from models.access.viewer import Viewer
from models.ahead import Ahead, Asked, Step
from models.besides import Beside, by, columns, joined, learn
from models.directory import ContactRow, DealerRow, MemberRow
from models.grants import Role
from models.guest_lists import CheckInRow, ConsentRow, SeatRow
from models.joins import Group, Nest, Part, Values
from models.lead_lists import LeadMoveRow
from models.passes import PassRow
from models.pictures.rows import PictureRow
from models.programme import EventRow, GateRow, HallRow, SeriesRow, VenueRow

MOST = 40
"""So many tables stand beside a row; SQLite joins 64. Edges beyond are left to their loaders."""


@dataclass(slots=True)
class _IdRow:
    id: UUID


class _Way(NamedTuple):
    """From a row of the table known as `of` to another, or with an order to a list of others.

    `by` is the attribute of the row that is the edge's key; `eyes` are the viewer's. A list is
    None without a row of `gate`.
    """

    row: type
    table: str
    on: str = "{to}.id = {of}.{by}"
    order: str = ""
    gate: str = ""


_BOOKED = (
    "registrations {gate} ON {gate}.id = {of}.registration_id AND {gate}.member_id = {eyes.me}"
)
_WAYS = {
    "avatar": _Way(PictureRow, "pictures"),
    "check_in_of_seat": _Way(CheckInRow, "check_ins", "{to}.seat_id = {of}.id"),
    "consent_subject": _Way(
        ContactRow,
        "contacts",
        "{to}.pseudonym = {of}.subject AND ({to}.member_id = {eyes.me} OR {to}.id IN (SELECT"
        " b.contact_id FROM seats b JOIN registrations r ON r.id = b.registration_id"
        " WHERE r.member_id = {eyes.me}))",
    ),
    "consents_of_seat": _Way(
        ConsentRow,
        "consents",
        "{gate}.id IS NOT NULL"
        " AND {to}.subject = (SELECT h.pseudonym FROM contacts h WHERE h.id = {of}.contact_id)"
        " AND {to}.at <= {eyes.now} AND NOT EXISTS (SELECT 1 FROM consents n"
        " WHERE n.subject = {to}.subject AND n.dealer_id = {to}.dealer_id"
        " AND n.purpose = {to}.purpose AND n.at <= {eyes.now}"
        " AND (n.at, n.id) > ({to}.at, {to}.id))",
        "{to}.at, {to}.id",
        _BOOKED,
    ),
    "dealer": _Way(DealerRow, "dealers"),
    "event": _Way(
        EventRow,
        "events",
        "{to}.id = {of}.{by} AND ({to}.published_at IS NOT NULL OR {to}.host_id = {eyes.me}"
        " OR {to}.venue_id IN {eyes.venues} OR {eyes.operates})",
    ),
    "gate": _Way(GateRow, "gates"),
    "hall": _Way(HallRow, "halls"),
    "holder_of_seat": _Way(ContactRow, "contacts", "{to}.id = {of}.contact_id"),
    "lead_contact": _Way(ContactRow, "contacts", "{to}.id = {of}.contact_id"),
    "lead_moves": _Way(LeadMoveRow, "lead_moves", "{to}.lead_id = {of}.id", "{to}.id"),
    "member": _Way(MemberRow, "members", "{to}.id = {of}.{by} AND {to}.removed_at IS NULL"),
    "own_follow": _Way(
        _IdRow, "follows", "{to}.followed_id = {of}.id AND {to}.follower_id = {eyes.me}"
    ),
    "pass_of_seat": _Way(
        PassRow,
        passes.SHOWN,
        "{to}.seat_id = {of}.id AND {of}.cancelled_at IS NULL AND EXISTS (SELECT 1"
        " FROM registrations r WHERE r.id = {of}.registration_id AND r.member_id = {eyes.me})",
    ),
    "seat": _Way(
        SeatRow,
        "seats",
        # A value and not EXISTS, which PostgreSQL may take for a join with everybody's.
        "{to}.id = {of}.{by} AND {to}.registration_id = (SELECT r.id FROM registrations r"
        " JOIN events e ON e.id = r.event_id WHERE r.id = {to}.registration_id"
        " AND (r.member_id = {eyes.me} OR e.venue_id IN {eyes.venues} OR {eyes.operates}))",
    ),
    "seats_of_registration": _Way(
        SeatRow, "seats", "{to}.registration_id = {of}.id", "{to}.position"
    ),
    "series": _Way(SeriesRow, "series"),
    "venue": _Way(VenueRow, "venues"),
}


class Eyes:
    """Those of a signed-in viewer in one statement, whose parameters are in `values`."""

    def __init__(self, viewer: Viewer) -> None:
        self.values = Values()
        self._viewer = viewer
        self._tables = 0

    @cached_property
    def me(self) -> str:
        """The viewer's id. Raises SignInRequired where there is none."""
        return self.values.put(self._viewer.as_member())

    @cached_property
    def now(self) -> str:
        """This moment."""
        return self.values.put(clock.now())

    @cached_property
    def venues(self) -> str:
        """Those of whose staff the viewer is, as the right side of `IN`."""
        return self.values.among(self._viewer.scopes(Role.VENUE_STAFF))

    @cached_property
    def dealers(self) -> str:
        """Those of whose staff the viewer is, likewise."""
        return self.values.among(self._viewer.scopes(Role.DEALER_STAFF))

    @property
    def operates(self) -> str:
        """Whether the viewer is an operator."""
        return "TRUE" if self._viewer.is_operator else "FALSE"

    @property
    def oneself(self) -> str:
        """A SELECT of the viewer."""
        return f"SELECT id FROM members WHERE id = {self.me}"  # noqa: S608  a parameter's place

    @property
    def run_events(self) -> str:
        """A SELECT of the events at venues that the viewer runs."""
        return f"SELECT id FROM events WHERE venue_id IN {self.venues} OR {self.operates}"  # noqa: S608  likewise

    def besides(self, of: str, asked: Asked) -> list[Beside]:
        """What is asked for of the rows of the table known as `of`, as far as there are ways."""
        found = []
        for step, inside in asked.items():
            way = _WAYS.get(step.edge)
            if way is not None and self._tables < MOST:
                beside = self._list if way.order else self._row
                found.append(beside(of, step, way, inside))
        return found

    def _row(self, of: str, step: Step, way: _Way, asked: Asked) -> Beside:
        to = self._alias()
        on = way.on.format(of=of, to=to, by=step.by, eyes=self)
        besides = self.besides(to, asked)

        def know(ahead: Ahead, bases: Sequence[Any], found: Sequence[Any]) -> None:
            by(step.by, step.edge)(ahead, bases, [row for row, *_ in found])
            learn(ahead, besides, [record for record in found if record[0]])

        join = f"LEFT JOIN {way.table} {to} ON {on} {joined(besides)}"
        return Beside(Group((Part(way.row, to), *columns(besides))), join, know)

    def _list(self, of: str, step: Step, way: _Way, asked: Asked) -> Beside:
        to, gate = self._alias(), self._alias()
        names = {"of": of, "to": to, "by": step.by, "gate": gate, "eyes": self}
        besides = self.besides(to, asked)
        query = f"""
            FROM {way.table} {to} {joined(besides)}
            WHERE {way.on.format(**names)} ORDER BY {way.order.format(**names)}
        """
        listed = Nest((Part(way.row, to), *columns(besides)), query)

        def know(ahead: Ahead, bases: Sequence[Any], found: Sequence[Any]) -> None:
            learn(ahead, besides, [record for *_, records in found for record in records])
            lists = [
                [row for row, *_ in records] if all(opened) else None for *opened, records in found
            ]
            by(step.by, step.edge)(ahead, bases, lists)

        if not way.gate:
            return Beside(Group((listed,)), "", know)
        join = f"LEFT JOIN {way.gate.format(**names)}"
        return Beside(Group((Part(_IdRow, gate), listed)), join, know)

    def _alias(self) -> str:
        self._tables += 1
        return f"j{self._tables}"
