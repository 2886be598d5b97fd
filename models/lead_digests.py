"""Lead digests: once a day, how many leads came to a dealer, for those of its staff who wish so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

from models import database, grants, ids, outbox, sql
from models.dealers import Dealer
from models.grants import OF_DEALERS
from models.lead_mail import LeadMail, LeadMailMode
from models.leads import LeadState
from models.members import Member
from models.noun import Noun


class LeadDigest(Noun):
    """One per member, dealer and local day, of the leads from `since` on and before `at`."""

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    day = fields.DateField()
    since = fields.DatetimeField()
    at = fields.DatetimeField()

    class Meta:
        table = "lead_digests"
        unique_together = (("member_id", "dealer_id", "day"),)


@dataclass(frozen=True, slots=True)
class LeadCount:
    """How many leads of an event stand at a state now; an empty title is of no event."""

    event_title: str
    state: LeadState
    count: int


async def write(now: datetime) -> int:
    """Write the digests whose hour has come, each once, and return how many there were.

    A day on which no worker ran is made up for by the next digest, which goes on from the last.
    """
    due = [(wish, day) for wish in await _wishes() if (day := _due_day(wish, now))]
    written = 0
    for wish, day in due:
        async with database.transaction():
            written += await _write(wish, day, now)
    return written


async def counts(dealer_id: UUID, since: datetime, until: datetime) -> Sequence[LeadCount]:
    """How many leads came to a dealer in a span and are in its sight, by event and state."""
    return await sql.fetch(
        LeadCount,
        """
        SELECT coalesce(e.title, '') AS event_title, l.state, count(*) AS count
        FROM leads l LEFT JOIN events e ON e.id = l.event_id
        WHERE l.dealer_id = $1 AND l.captured_at >= $2 AND l.captured_at < $3
          AND l.withdrawn_at IS NULL
        GROUP BY e.id, e.title, l.state ORDER BY 1, e.id, l.state
        """,
        dealer_id,
        since,
        until,
    )


async def _wishes() -> Sequence[LeadMail]:
    """Of those who are of the staff now."""
    wishes = LeadMail.filter(mode=LeadMailMode.DIGEST, member__removed_at=None)
    staff = await grants.alive().filter(role__in=OF_DEALERS)
    at_work = {(grant.member_id, grant.scope_id) for grant in staff}
    found = await wishes.select_related("member").order_by("id")
    return [wish for wish in found if (wish.member_id, wish.dealer_id) in at_work]


def _due_day(wish: LeadMail, now: datetime) -> date | None:
    """The member's day, once its hour has come."""
    local = now.astimezone(ZoneInfo(wish.member.zone))
    return local.date() if local.hour >= wish.digest_hour else None


async def _write(wish: LeadMail, day: date, now: datetime) -> int:
    """Write a digest unless it is written; of two workers one does."""
    digests = LeadDigest.filter(member_id=wish.member_id, dealer_id=wish.dealer_id)
    last = await digests.order_by("-at").first()
    if last and last.day >= day:
        return 0
    since = max(last.at, wish.chosen_at) if last else wish.chosen_at
    digest_id = ids.new()
    is_new = await sql.execute(
        """
        INSERT INTO lead_digests (id, member_id, dealer_id, day, since, at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member_id, dealer_id, day) DO NOTHING
        """,
        digest_id, wish.member_id, wish.dealer_id, _as_kept(day), since, now,
    )  # fmt: skip
    if is_new:
        await outbox.tell("lead.digest", digest=digest_id)
    return is_new


def _as_kept(day: date) -> date | str:
    return day.isoformat() if database.is_sqlite() else day
