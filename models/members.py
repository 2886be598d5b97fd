"""A member: a person with an account."""

from datetime import datetime
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, outbox, texts
from models.noun import Noun
from models.refusals import NotOneself, TimeIsPast


class Member(Noun):
    """A person with an account, the address is stored in lower case."""

    email = fields.CharField(254, unique=True)
    name = fields.CharField(80, default="")
    phone = fields.CharField(20, default="")
    city = fields.CharField(80, default="")
    biography = fields.CharField(1000, default="")
    locale = fields.CharField(8, default="en")
    zone = fields.CharField(64, default="UTC")
    avatar_id = fields.UUIDField(null=True)
    is_story = fields.BooleanField(default=False)
    suspended_until = fields.DatetimeField(null=True)
    suspended_reason = fields.CharField(500, default="")
    removed_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "members"

    @property
    def is_suspended(self) -> bool:
        """Whether the member may read but not write now."""
        return self.suspended_until is not None and self.suspended_until > clock.now()

    async def update_profile(self, **said: str | None) -> Self:
        """Change what is said of name, phone, city, locale, zone and biography; None keeps."""
        member = await self.locked()
        checks = {
            "name": lambda text: texts.line(text, "name", most=80),
            "phone": lambda text: texts.phone(text, "phone"),
            "city": lambda text: texts.line(text, "city", most=80, least=0),
            "biography": lambda text: texts.prose(text, "biography", most=1000, least=0),
            "locale": lambda text: texts.locale(text, "locale"),
            "zone": lambda text: texts.zone(text, "zone"),
        }
        changed = {name: checks[name](text) for name, text in said.items() if text is not None}
        if changed:
            await member.update_from_dict(changed).save(update_fields=list(changed))
        return member

    async def wear(self, picture_id: UUID) -> Self:
        """Go by this picture from now on."""
        member = await self.locked()
        member.avatar_id = picture_id
        await member.save(update_fields=["avatar_id"])
        return member

    async def suspend(self, until: datetime, reason: str, *, by: UUID) -> Self:
        """Keep the member from writing until then; the reason is told to them."""
        until = texts.instant(until, "until")
        if until <= clock.now():
            raise TimeIsPast("until")
        if by == self.id:
            raise NotOneself("member")
        member = await self.locked()
        member.suspended_until = until
        member.suspended_reason = texts.prose(reason, "reason", most=500)
        await member.save(update_fields=["suspended_until", "suspended_reason"])
        await audit.record(by, "member.suspend", member, until=until, reason=reason)
        await outbox.tell("member.suspended", member=member.id)
        return member

    async def unsuspend(self, *, by: UUID) -> Self:
        """Let the member write again."""
        member = await self.locked()
        if member.suspended_until is not None:
            member.suspended_until, member.suspended_reason = None, ""
            await member.save(update_fields=["suspended_until", "suspended_reason"])
            await audit.record(by, "member.unsuspend", member)
        return member


async def of_address(address: str) -> Member:
    """The member with this address, made on first sight."""
    address = texts.email(address, "email")
    await Member.bulk_create([Member(email=address)], ignore_conflicts=True)
    return await Member.get(email=address)
