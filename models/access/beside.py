"""The doors of joined reads: what a viewer sees beside a row that they were shown.

Each way has the same condition as the door through which the loader of its edge looks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from models import clock, joins, passes, sql
from models.access import sight
from models.access.viewer import Viewer
from models.directory import CommunityRow, ContactRow, DealerRow, MemberRow
from models.feed import CommentRow, ReactionRow
from models.grants import Role
from models.guest_lists import CheckInRow, ConsentRow, SeatRow
from models.joins import Beside, Nest, Part, Values
from models.lead_lists import (
    LeadActivityRow,
    LeadEscalationRow,
    LeadMergeRow,
    LeadMoveRow,
    LeadTaskRow,
    LeadTouchRow,
)
from models.memberships import MembershipRow
from models.passes import PassRow
from models.pictures.rows import PictureRow
from models.programme import EventRow, GateRow, HallRow, SeriesRow, VenueRow
from models.rows import Asked, Row, Step
from models.seek import ENDS

MOST = 40
"""So many tables stand beside a row; SQLite joins 64. Edges beyond are left to their loaders."""


@dataclass(slots=True)
class _IdRow(Row):
    id: UUID


class _Way(NamedTuple):
    """From a row of the table known as `of` to another, or with an order to a list of others.

    `by` is the attribute of the row that is the edge's key; `eyes` are the viewer's. A list is
    None without a row of `gate`. Where the step has a number, the list holds so many, of the last.
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
    "community": _Way(CommunityRow, "communities", f"{{to}}.id = {{of}}.{{by}} AND {sight.KNOWN}"),
    "consent_subject": _Way(
        ContactRow,
        "contacts",
        "{to}.pseudonym = {of}.subject AND ({to}.member_id = {eyes.me} OR {to}.id IN (SELECT"
        " b.contact_id FROM seats b JOIN registrations r ON r.id = b.registration_id"
        " WHERE r.member_id = {eyes.me}) OR {to}.member_id IS NULL AND {to}.email <> ''"
        " AND {to}.email = (SELECT m.email FROM members m WHERE m.id = {eyes.me}))",
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
    "latest_comments": _Way(
        CommentRow,
        "comments",
        # Both columns in one comparison, for the reason that `seek.along` gives.
        f"{sight.standing('{to}')}"
        " AND ({to}.post_id, {to}.id) > ({of}.id, {eyes.lowest})"
        " AND ({to}.post_id, {to}.id) < ({of}.id, {eyes.highest})",
        "{to}.post_id, {to}.id",
    ),
    "lead_contact": _Way(ContactRow, "contacts", "{to}.id = {of}.contact_id"),
    "lead_activities": _Way(
        LeadActivityRow, "lead_activities", "{to}.lead_id = {of}.id", "{to}.id"
    ),
    "lead_escalations": _Way(
        LeadEscalationRow, "lead_escalations", "{to}.lead_id = {of}.id", "{to}.id"
    ),
    "lead_merges": _Way(LeadMergeRow, "lead_merges", "{to}.into_id = {of}.id", "{to}.id"),
    "lead_moves": _Way(LeadMoveRow, "lead_moves", "{to}.lead_id = {of}.id", "{to}.id"),
    "lead_tasks": _Way(LeadTaskRow, "lead_tasks", "{to}.lead_id = {of}.id", "{to}.id"),
    "lead_touches": _Way(
        LeadTouchRow,
        "touches",
        "{to}.lead_id = {of}.id AND {to}.withdrawn_at IS NULL",
        "{to}.at, {to}.ref",
    ),
    "member": _Way(MemberRow, "members", "{to}.id = {of}.{by} AND {to}.removed_at IS NULL"),
    "mentioned_in": _Way(
        MemberRow,
        "members",
        "{to}.removed_at IS NULL AND {to}.id IN"
        " (SELECT n.member_id FROM lead_mentions n WHERE n.activity_id = {of}.id)",
        "{to}.id",
    ),
    "own_follow": _Way(
        _IdRow, "follows", "{to}.followed_id = {of}.id AND {to}.follower_id = {eyes.me}"
    ),
    "own_membership": _Way(
        MembershipRow,
        "memberships",
        "{to}.community_id = {of}.id AND {to}.member_id = {eyes.me} AND {to}.state <> 'LEFT'",
    ),
    "own_reaction": _Way(
        ReactionRow, "reactions", "{to}.post_id = {of}.id AND {to}.member_id = {eyes.me}"
    ),
    "pass_of_seat": _Way(
        PassRow,
        passes.SHOWN,
        "{to}.seat_id = {of}.id AND {of}.cancelled_at IS NULL AND EXISTS (SELECT 1"
        " FROM registrations r WHERE r.id = {of}.registration_id AND r.member_id = {eyes.me})",
    ),
    "post_pictures": _Way(PictureRow, "pictures", "{to}.post_id = {of}.id", "{to}.position"),
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

    def __init__(self, viewer: Viewer, *values: object) -> None:
        self.values = Values(values)
        self.operates = "TRUE" if viewer.is_operator else "FALSE"
        self._viewer = viewer
        self._tables = 0

    @cached_property
    def me(self) -> str:
        """The viewer's id. Raises SignInRequired where there is none."""
        return self._put(Viewer.as_member)

    @cached_property
    def now(self) -> str:
        """This moment."""
        return self._put(lambda _: clock.now())

    @cached_property
    def lowest(self) -> str:
        """An id below every other."""
        return self._put(lambda _: ENDS[0])

    @cached_property
    def highest(self) -> str:
        """An id above every other."""
        return self._put(lambda _: ENDS[1])

    @cached_property
    def venues(self) -> str:
        """Those of whose staff the viewer is, as the right side of `IN`."""
        return self._among(lambda viewer: viewer.scopes(Role.VENUE_STAFF))

    @cached_property
    def dealers(self) -> str:
        """Those of whose staff the viewer is, likewise."""
        return self._among(lambda viewer: viewer.dealers)

    @cached_property
    def moderated(self) -> str:
        """The communities that the viewer moderates, likewise."""
        # Hardly anybody does, and opening an empty list takes a tenth of a page's time.
        return self._among(sight.moderated) if sight.moderated(self._viewer) else "(NULL)"

    @property
    def oneself(self) -> str:
        """A SELECT of the viewer."""
        return f"SELECT id FROM members WHERE id = {self.me}"  # noqa: S608  a parameter's place

    @property
    def run_events(self) -> str:
        """A SELECT of the events at venues that the viewer runs."""
        return f"SELECT id FROM events WHERE venue_id IN {self.venues} OR {self.operates}"  # noqa: S608  likewise

    def part(self, row: type, alias: str, asked: Asked, *more: Beside) -> Part:
        """A row with what is asked for beside it, as far as there are ways, and `more`."""
        return Part(row, alias, (*self._besides(alias, asked), *more), asked.unused)

    def _besides(self, of: str, asked: Asked) -> Iterator[Beside]:
        for step, inside in asked.edges.items():
            way = _WAYS.get(step.edge)
            if way is not None and self._tables < MOST:
                yield (self._list if way.order else self._row)(of, step, way, inside)

    def _row(self, of: str, step: Step, way: _Way, asked: Asked) -> Beside:
        to = self._alias()
        on = way.on.format(of=of, to=to, by=step.by, eyes=self)
        return Beside(step, self.part(way.row, to, asked), f"LEFT JOIN {way.table} {to} ON {on}")

    def _list(self, of: str, step: Step, way: _Way, asked: Asked) -> Beside:
        to, gate = self._alias(), self._alias() if way.gate else ""
        names = {"of": of, "to": to, "by": step.by, "gate": gate, "eyes": self}
        part, order = self.part(way.row, to, asked), way.order.format(**names)
        table = f"{way.table} {to}"
        where = f"WHERE {way.on.format(**names)}"
        if step.number is not None:
            newest = order.replace(",", " DESC,") + " DESC"
            table = f"(SELECT * FROM {table} {where} ORDER BY {newest} LIMIT {step.number}) {to}"  # noqa: S608  of ways and numbers
            where = ""
        query = f"FROM {table} {part.joins} {where} ORDER BY {order}"
        join = f"LEFT JOIN {way.gate.format(**names)}" if way.gate else ""
        return Beside(step, Nest(part, query, gate), join)

    def _alias(self) -> str:
        self._tables += 1
        return f"j{self._tables}"

    def _put(self, seen: Callable[[Viewer], object]) -> str:
        return self.values.put(seen(self._viewer))

    def _among(self, ids: Callable[[Viewer], Iterable[UUID]]) -> str:
        place = self._put(lambda viewer: sql.json_of(ids(viewer)))
        return sql.among(int(place.removeprefix("$")))


class LaterEyes(Eyes):
    """Those of any viewer in the `case` of this one: for a statement to be kept.

    Its first parameters, so many, are no viewer's.
    """

    @staticmethod
    def case(viewer: Viewer) -> tuple[bool, ...]:
        """What of a viewer stands in the text of a statement, and not in its parameters."""
        return viewer.is_operator, bool(sight.moderated(viewer))

    def __init__(self, viewer: Viewer, others: int) -> None:
        super().__init__(viewer)
        self._others = others
        self._seen: list[Callable[[Viewer], object]] = []

    def kept(self, part: Part, query: str) -> "Kept":
        """The statement of a part, as `joins.fetch` has it."""
        return Kept(joins.prepare(part, query), self._seen)

    def _put(self, seen: Callable[[Viewer], object]) -> str:
        self._seen.append(seen)
        return f"${self._others + len(self._seen)}"


class Kept(NamedTuple):
    """A statement, and what it wants of the viewer who it is run for."""

    statement: joins.Statement
    seen: Sequence[Callable[[Viewer], object]]

    async def rows(self, viewer: Viewer, *others: object) -> list[Any]:
        """Run it with its first parameters. Raises SignInRequired where it asks for a member."""
        return await self.statement.rows([*others, *(seen(viewer) for seen in self.seen)])
