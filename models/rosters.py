"""Rosters: who of a dealer's staff gets how much of its leads, and when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise import fields

from models import audit, clock, ids, opening_hours, sql, texts
from models.dealers import Dealer
from models.members import Member
from models.noun import Noun
from models.opening_hours import OpeningHours, Weekday
from models.refusals import EndsBeforeStart, NotFound, TooMany

MOST = 200
"""So many stand in one roster."""

_MOST_LEAVES, _MOST_WEIGHT, _MOST_OPEN = 50, 100, 10_000


@dataclass(frozen=True, slots=True)
class Leave:
    """Away from a moment on, and before another."""

    starts_at: datetime
    ends_at: datetime


class RosterEntry(Noun):
    """One per dealer and member, whoever has none is assigned no leads.

    `opening_hours` are when the member works, in the dealer's zone, none are all. `absences` are
    each a pair of moments. `most_open` leads may lie with the member at once, null is any number.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    weight = fields.IntField(default=1)
    opening_hours = fields.JSONField[list[dict[str, Any]]](default=list)
    absences = fields.JSONField[list[list[str]]](default=list)
    most_open = fields.IntField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "roster_entries"
        unique_together = (("dealer_id", "member_id"),)

    @property
    def hours(self) -> list[OpeningHours]:
        """When the member works, in the dealer's zone; always where nobody has said."""
        return [
            OpeningHours(Weekday(said["weekday"]), said["opens_at"], said["closes_at"])
            for said in self.opening_hours
        ]

    @property
    def leaves(self) -> list[Leave]:
        """When the member is away, the first leave first."""
        return [Leave(*map(datetime.fromisoformat, span)) for span in self.absences]


@dataclass(frozen=True, slots=True)
class Terms:
    """How leads are shared out to a member; see RosterEntry."""

    weight: int = 1
    hours: Sequence[OpeningHours] = ()
    leaves: Sequence[Leave] = ()
    most_open: int | None = None


async def put(dealer: Dealer, member_id: UUID, terms: Terms, *, by: UUID) -> Dealer:
    """Let a member stand in a dealer's roster on these terms, whatever was said before."""
    columns = _columns(terms)
    dealer = await dealer.locked()
    others = RosterEntry.filter(dealer_id=dealer.id).exclude(member_id=member_id)
    if await others.count() >= MOST:
        raise TooMany("member", limit=MOST)
    await sql.execute(
        """
        INSERT INTO roster_entries
            (id, dealer_id, member_id, weight, opening_hours, absences, most_open, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (dealer_id, member_id) DO UPDATE
        SET weight = excluded.weight, opening_hours = excluded.opening_hours,
            absences = excluded.absences, most_open = excluded.most_open
        """,
        ids.new(), dealer.id, member_id, columns["weight"], columns["opening_hours"],
        columns["absences"], columns["most_open"], clock.now(),
    )  # fmt: skip
    await audit.record(by, "roster.set", dealer, member=member_id, weight=terms.weight)
    return dealer


async def remove(dealer: Dealer, member_id: UUID, *, by: UUID) -> Dealer:
    """Take a member out of a dealer's roster; the leads that lie with them stay there."""
    dealer = await dealer.locked()
    if not await RosterEntry.filter(dealer_id=dealer.id, member_id=member_id).delete():
        raise NotFound("member")
    await audit.record(by, "roster.remove", dealer, member=member_id)
    return dealer


async def of_dealers(dealer_ids: Sequence[UUID]) -> dict[UUID, list[RosterEntry]]:
    """The rosters of these dealers, in the order in which their members came."""
    rosters: dict[UUID, list[RosterEntry]] = {dealer_id: [] for dealer_id in dealer_ids}
    for entry in await RosterEntry.filter(dealer_id__in=list(dealer_ids)).order_by("id"):
        rosters[entry.dealer_id].append(entry)
    return rosters


def _columns(terms: Terms) -> dict[str, Any]:
    """The terms, checked, as the table keeps them."""
    texts.within(len(terms.leaves), "leaves", least=0, most=_MOST_LEAVES)
    leaves = [_leave(leave, f"leaves.{place}") for place, leave in enumerate(terms.leaves)]
    if terms.most_open is not None:
        texts.within(terms.most_open, "mostOpen", least=1, most=_MOST_OPEN)
    return {
        "weight": texts.within(terms.weight, "weight", least=1, most=_MOST_WEIGHT),
        "opening_hours": [asdict(it) for it in opening_hours.checked(terms.hours, "hours")],
        "absences": sorted(leaves),
        "most_open": terms.most_open,
    }


def _leave(leave: Leave, field: str) -> list[str]:
    starts_at = texts.instant(leave.starts_at, f"{field}.startsAt")
    ends_at = texts.instant(leave.ends_at, f"{field}.endsAt")
    if ends_at <= starts_at:
        raise EndsBeforeStart(f"{field}.endsAt")
    return [starts_at.isoformat(), ends_at.isoformat()]
