"""Lead mail: how somebody of a dealer's staff wants letters of its new leads."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise import fields

from models import clock, ids, sql, texts
from models.dealers import Dealer
from models.members import Member
from models.noun import Noun
from models.refusals import QuietHoursInvalid

DIGEST_HOUR = 8
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class LeadMailMode(StrEnum):
    """A letter for each lead, one a day for all, or none."""

    AT_ONCE = "AT_ONCE"
    DIGEST = "DIGEST"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants; quiet hours are local times as HH:MM, both empty for none."""

    mode: LeadMailMode = LeadMailMode.AT_ONCE
    digest_hour: int = DIGEST_HOUR
    quiet_from: str = ""
    quiet_until: str = ""


class LeadMail(Noun):
    """One per member and dealer, hours are in the member's zone. No row is a letter at once.

    A digest tells of nothing before `chosen_at`, when the mode was last changed.
    """

    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    mode = fields.CharEnumField(LeadMailMode, max_length=12, default=LeadMailMode.AT_ONCE)
    digest_hour = fields.IntField(default=DIGEST_HOUR)
    quiet_from = fields.CharField(5, default="")
    quiet_until = fields.CharField(5, default="")
    chosen_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "lead_mail"
        unique_together = (("member_id", "dealer_id"),)

    def quiet_end(self, at: datetime, zone: str) -> datetime:
        """When a letter that is written then may come: then, or at the end of quiet hours."""
        if not self.quiet_from:
            return at
        local = at.astimezone(ZoneInfo(zone))
        begins, ends = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        now = local.time()
        is_quiet = begins <= now < ends if begins < ends else now >= begins or now < ends
        if not is_quiet:
            return at
        day = local.date() + timedelta(days=now >= ends)
        return datetime.combine(day, ends, local.tzinfo).astimezone(UTC)


async def choose(member_id: UUID, dealer: Dealer, wish: Wish) -> LeadMail:
    """Have letters of the dealer's new leads sent as wished; of two wishes at once one stands."""
    texts.within(wish.digest_hour, "digestHour", least=0, most=23)
    for said, field in ((wish.quiet_from, "quietFrom"), (wish.quiet_until, "quietUntil")):
        if bool(wish.quiet_from or wish.quiet_until) and not _TIME.fullmatch(said):
            raise QuietHoursInvalid(field)
    if wish.quiet_from and wish.quiet_from == wish.quiet_until:
        raise QuietHoursInvalid("quietUntil")
    await sql.execute(
        """
        INSERT INTO lead_mail AS m
            (id, member_id, dealer_id, mode, digest_hour, quiet_from, quiet_until, chosen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (member_id, dealer_id) DO UPDATE
        SET mode = excluded.mode, digest_hour = excluded.digest_hour,
            quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
            chosen_at = CASE WHEN m.mode = excluded.mode THEN m.chosen_at
                             ELSE excluded.chosen_at END
        """,
        ids.new(), member_id, dealer.id, wish.mode, wish.digest_hour, wish.quiet_from,
        wish.quiet_until, clock.now(),
    )  # fmt: skip
    return await LeadMail.get(member_id=member_id, dealer_id=dealer.id)


async def chosen(dealer_id: UUID, member_ids: Collection[UUID]) -> dict[UUID, LeadMail]:
    """What each of these wants of the dealer's letters."""
    said = await LeadMail.filter(dealer_id=dealer_id, member_id__in=list(member_ids))
    wanted = {one: LeadMail(member_id=one, dealer_id=dealer_id) for one in member_ids}
    return wanted | {one.member_id: one for one in said}
