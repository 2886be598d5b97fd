"""A payment for an appointment: what is owed, and what its provider said of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import clock, ids, outbox, sql
from models.appointments.rows import Appointment
from models.noun import Noun

CURRENCY = "CNY"


class PaymentState(StrEnum):
    """To be paid, paid, to be paid back, paid back."""

    DUE = "DUE"
    PAID = "PAID"
    REFUND_DUE = "REFUND_DUE"
    REFUNDED = "REFUNDED"


class Payment(Noun):
    """One per appointment that costs something, known to the provider by its id in hexadecimal.

    `address` is where to pay, empty until the provider has said. The times are the provider's own,
    and may be heard in any order.
    """

    appointment: fields.OneToOneRelation[Appointment] = fields.OneToOneField("models.Appointment")
    appointment_id: UUID
    provider = fields.CharField(20)
    amount_fen = fields.IntField()
    address = fields.CharField(500, default="")
    paid_at = fields.DatetimeField(null=True)
    refund_requested_at = fields.DatetimeField(null=True)
    refunded_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "payments"

    @property
    def state(self) -> PaymentState:
        """How it stands, whatever was heard first."""
        if self.refunded_at:
            return PaymentState.REFUNDED
        if self.refund_requested_at:
            return PaymentState.REFUND_DUE
        return PaymentState.PAID if self.paid_at else PaymentState.DUE

    @property
    def reference(self) -> str:
        """What the provider knows it by."""
        return self.id.hex

    async def payable_at(self, address: str) -> Self:
        """The provider takes it at this address."""
        await Payment.filter(id=self.id).update(address=address)
        return self

    async def request_refund(self) -> None:
        """Have it paid back, once; where nothing is paid yet, as soon as something is."""
        if self.paid_at and not (self.refund_requested_at or self.refunded_at):
            self.refund_requested_at = clock.now()
            await self.save(update_fields=["refund_requested_at"])
            await outbox.tell("payment.refund_due", payment=self.id)


class NoticeKind(StrEnum):
    """What a provider tells of."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"


class NoticeVerdict(StrEnum):
    """What a notice was good for."""

    TAKEN = "TAKEN"
    REFERENCE_UNKNOWN = "REFERENCE_UNKNOWN"
    AMOUNT_WRONG = "AMOUNT_WRONG"


class PaymentNotice(Noun):
    """What a provider said, as it said it, unique by (provider, the notice's own id)."""

    provider = fields.CharField(20)
    notice_id = fields.CharField(80)
    kind = fields.CharEnumField(NoticeKind, max_length=8)
    reference = fields.CharField(80)
    amount_fen = fields.BigIntField()
    currency = fields.CharField(8)
    said_at = fields.DatetimeField()
    verdict = fields.CharEnumField(NoticeVerdict, max_length=20)
    heard_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "payment_notices"
        unique_together = (("provider", "notice_id"),)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice whose signature is good; `said_at` is the provider's time of what happened."""

    provider: str
    notice_id: str
    kind: NoticeKind
    reference: str
    amount_fen: int
    currency: str
    said_at: datetime


async def of_reference(provider: str, reference: str) -> Payment | None:
    """The payment that a provider means."""
    try:
        payment_id = UUID(hex=reference)
    except ValueError:
        return None
    return await Payment.get_or_none(id=payment_id, provider=provider)


async def keep(notice: Notice, verdict: NoticeVerdict) -> bool:
    """Write the notice down; whether it is heard for the first time."""
    return bool(
        await sql.execute(
            """
            INSERT INTO payment_notices (id, provider, notice_id, kind, reference, amount_fen,
                                         currency, said_at, verdict, heard_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (provider, notice_id) DO NOTHING
            """,
            ids.new(), notice.provider, notice.notice_id, notice.kind, notice.reference,
            notice.amount_fen, notice.currency, notice.said_at, verdict, clock.now(),
        )
    )  # fmt: skip
