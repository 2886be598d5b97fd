"""A livestream code: said in a livestream, and for its time good for being called by a dealer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields

from models import audit, clock, consents, contacts, database, lead_intake, texts, tokens
from models.dealers import Dealer
from models.events import Event
from models.lead_intake import Enquiry
from models.members import Member
from models.noun import Noun
from models.refusals import ClaimedBefore, CodeWrong, EndsBeforeStart, LivestreamNotOn, NotFound
from models.touches import LeadSource

METHOD = "LIVESTREAM"
MOST_DEALERS = 100
_LENGTH = 6


class LivestreamCode(Noun):
    """Short and easy to say, good from `starts_at` on and before `ends_at`.

    Leads that come by it have its host, campaign and event.
    """

    code = fields.CharField(_LENGTH, unique=True)
    campaign = fields.CharField(80)
    host: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    host_id: UUID
    event: fields.ForeignKeyNullableRelation[Event] = fields.ForeignKeyField(
        "models.Event", null=True
    )
    event_id: UUID | None
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "livestream_codes"


class LivestreamDealer(Noun):
    """A dealer that may be chosen with a code."""

    code: fields.ForeignKeyRelation[LivestreamCode] = fields.ForeignKeyField(
        "models.LivestreamCode"
    )
    code_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID

    class Meta:
        table = "livestream_dealers"
        unique_together = (("code_id", "dealer_id"),)


class LivestreamClaim(Noun):
    """That a member gave a code, each once, a touch has it as its `ref`."""

    code: fields.ForeignKeyRelation[LivestreamCode] = fields.ForeignKeyField(
        "models.LivestreamCode"
    )
    code_id: UUID
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    member_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "livestream_claims"
        unique_together = (("code_id", "member_id"),)


async def create(  # noqa: PLR0913  a code has this many sides
    dealers: Sequence[Dealer],
    host: Member,
    event: Event | None,
    *,
    campaign: str,
    starts_at: datetime,
    ends_at: datetime,
    by: UUID,
) -> LivestreamCode:
    """A code of its own for a window of time, with which one of these dealers may be chosen."""
    texts.within(len(dealers), "dealers", least=1, most=MOST_DEALERS)
    starts_at, ends_at = texts.instant(starts_at, "startsAt"), texts.instant(ends_at, "endsAt")
    if ends_at <= starts_at:
        raise EndsBeforeStart("endsAt")
    campaign = texts.line(campaign, "campaign", most=80)
    async with database.transaction():
        code = await LivestreamCode.create(
            code=tokens.readable(_LENGTH), campaign=campaign, host=host, event=event,
            starts_at=starts_at, ends_at=ends_at,
        )  # fmt: skip
        await LivestreamDealer.bulk_create(
            [LivestreamDealer(code_id=code.id, dealer_id=dealer.id) for dealer in dealers]
        )
        await audit.record(by, "livestream_code.create", code, campaign=campaign, host=host.id)
    return code


async def claim(  # noqa: PLR0913  consent and interest have this many sides
    member: Member,
    code: str,
    dealer_id: UUID,
    *,
    text_version: int,
    language: str,
    model: str = "",
    decision_id: UUID | None = None,
) -> LivestreamClaim:
    """Agree by a code that a dealer makes contact, about a model perhaps; once for each member.

    Refused outside of its time, and for a dealer that it does not name.
    """
    model = texts.line(model, "model", most=80, least=0)
    code = code.strip().upper()
    if not tokens.is_readable(code, _LENGTH):
        raise CodeWrong("code")
    found = await LivestreamCode.get_or_none(code=code)
    if found is None:
        raise CodeWrong("code")
    now = clock.now()
    if not found.starts_at <= now < found.ends_at:
        raise LivestreamNotOn("code")
    if not await LivestreamDealer.exists(code_id=found.id, dealer_id=dealer_id):
        raise NotFound("dealer")
    async with database.transaction():
        member = await member.locked()
        if await LivestreamClaim.exists(code_id=found.id, member_id=member.id):
            raise ClaimedBefore("code")
        claimed = await LivestreamClaim.create(
            code_id=found.id, member_id=member.id, dealer_id=dealer_id, at=now
        )
        contact = await contacts.of_member(member)
        await consents.grant(
            contact, dealer_id, text_version=text_version, language=language, method=METHOD, at=now
        )
        await lead_intake.take([
            Enquiry(
                dealer_id, contact.id, LeadSource.LIVESTREAM, claimed.id, now,
                event_id=found.event_id, campaign=found.campaign, host_id=found.host_id,
                model=model, decision_id=decision_id,
            )
        ])  # fmt: skip
    return claimed
