"""A mail: one letter to one reader, sent until it is accepted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock, ids, outbox, sql
from models.noun import Noun


class MailKind(StrEnum):
    """What a letter is about: readers can unsubscribe from the last three kinds."""

    SIGN_IN = "SIGN_IN"
    PASS = "PASS"  # noqa: S105  what one shows at the door
    ACCOUNT = "ACCOUNT"
    EVENTS = "EVENTS"
    COMMUNITY = "COMMUNITY"
    LEADS = "LEADS"

    @property
    def can_be_refused(self) -> bool:
        """Whether a reader may unsubscribe from it."""
        return self in {MailKind.EVENTS, MailKind.COMMUNITY, MailKind.LEADS}


class Mail(Noun):
    """Unique by (outbox message, reader), so that a redelivered message writes no second letter.

    `detail` is what the letter says, kept until it is sent and no longer: there are one-time
    codes in it. A letter that its reader's server refused for good is `refused_at`.
    """

    message_id = fields.UUIDField()
    to_address = fields.CharField(254)
    locale = fields.CharField(8)
    kind = fields.CharEnumField(MailKind, max_length=12)
    template = fields.CharField(64)
    detail = fields.JSONField[dict[str, Any]](default=dict)
    created_at = fields.DatetimeField(default=clock.now)
    sent_at = fields.DatetimeField(null=True)
    refused_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mails"
        unique_together = (("message_id", "to_address"),)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to try."""
        return self.sent_at is not None or self.refused_at is not None

    async def sent(self) -> None:
        """Its reader's server has accepted it."""
        await Mail.filter(id=self.id).update(sent_at=clock.now(), detail={})

    async def refused(self) -> None:
        """It is not to be sent any more: nobody would take it, or it says nothing true by now."""
        await Mail.filter(id=self.id).update(refused_at=clock.now(), detail={})


class MailOptOut(Noun):
    """A reader who unsubscribed from one kind of mail."""

    address = fields.CharField(254)
    kind = fields.CharEnumField(MailKind, max_length=32)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "mail_opt_outs"
        unique_together = (("address", "kind"),)


@dataclass(frozen=True, slots=True)
class Letter:
    """What to write to whom, in which language; sent at `due_at`, at once where it is None."""

    to_address: str
    locale: str
    kind: MailKind
    template: str
    detail: dict[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    id: UUID
    to_address: str


async def write(message_id: UUID, letters: Sequence[Letter]) -> None:
    """Have letters sent, once for each outbox message and reader, in a few statements.

    Who unsubscribed from a kind gets none of it.
    """
    wanted = await _wanted(letters)
    if not wanted:
        return
    now = clock.now()
    columns: dict[str, type] = {
        "id": UUID, "to_address": str, "locale": str, "kind": str, "template": str, "detail": dict,
    }  # fmt: skip
    names = ", ".join(columns)
    written = await sql.fetch(
        _Written,
        f"""
        INSERT INTO mails ({names}, message_id, created_at)
        SELECT {names}, $2, $3 FROM {sql.json_rows(1, **columns)} m WHERE true
        ON CONFLICT (message_id, to_address) DO NOTHING RETURNING id, to_address
        """,  # noqa: S608  the columns are ours
        sql.json_of([asdict(letter) | {"id": ids.new()} for letter in wanted]),
        message_id,
        now,
    )
    due = {letter.to_address: letter.due_at for letter in wanted}
    for due_at in set(due.values()):
        mine = [{"mail": mail.id} for mail in written if due[mail.to_address] == due_at]
        await outbox.tell_all(outbox.MAIL, mine, due_at=due_at)


async def opt_out(address: str, kind: MailKind) -> None:
    """Send the reader no more letters of this kind; saying it twice changes nothing."""
    await MailOptOut.bulk_create(
        [MailOptOut(address=address.lower(), kind=kind)], ignore_conflicts=True
    )


async def is_wanted(address: str, kind: MailKind) -> bool:
    """Whether the reader has not unsubscribed from the kind."""
    return not (kind.can_be_refused and await MailOptOut.exists(address=address, kind=kind))


async def forget(before: datetime) -> int:
    """Drop the letters that were done with before then, and return how many."""
    sent = await Mail.filter(sent_at__lt=before).delete()
    return sent + await Mail.filter(refused_at__lt=before).delete()


async def _wanted(letters: Sequence[Letter]) -> list[Letter]:
    refusable = [letter.to_address for letter in letters if letter.kind.can_be_refused]
    opted_out = await MailOptOut.filter(address__in=refusable) if refusable else []
    unwanted = {(each.address, each.kind) for each in opted_out}
    return [each for each in letters if (each.to_address, each.kind) not in unwanted]
