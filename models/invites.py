"""Invites: a member brings people to an event, by the code that they bring friends with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from models import sql
from models.members import Member
from models.referrals import codes, kinship
from models.referrals.codes import ReferralCode
from models.referrals.rows import ReferralFlag
from models.refusals import NotOneself


@dataclass(frozen=True, slots=True)
class Invite:
    """A member's to one event; `guest_count` is how many came by it, and never who."""

    event_id: UUID
    code: str
    guest_count: int


async def named_by(guest: Member, said: str) -> ReferralCode:
    """The code that somebody names who registers; refused where it is unknown, or their own."""
    named = await codes.of_text(said, "invite")
    flag = kinship.flag_of(guest, await kinship.line_of(named.member_id))
    if flag is ReferralFlag.SAME_PERSON:
        raise NotOneself("invite")
    return named


async def of_member(member_id: UUID, event_ids: Sequence[UUID]) -> dict[UUID, Invite]:
    """The member's invite to each of the events; none without a code that is good now."""
    rows = await sql.fetch(
        Invite,
        f"""
        SELECT e.id AS event_id, c.code,
               (SELECT count(*) FROM registrations r JOIN seats s ON s.registration_id = r.id
                JOIN check_ins k ON k.seat_id = s.id
                WHERE r.event_id = e.id AND r.inviter_id = $1
                  AND s.member_id IS DISTINCT FROM $1) AS guest_count
        FROM events e CROSS JOIN referral_codes c
        WHERE e.id IN {sql.among(2)} AND c.member_id = $1 AND c.retired_at IS NULL
        """,  # noqa: S608  nothing of it comes from outside
        member_id,
        sql.json_of(event_ids),
    )
    return {row.event_id: row for row in rows}
