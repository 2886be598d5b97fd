"""An ADF sending: that a lead was sent to its dealer's system, and is called back from there."""

from uuid import UUID

from tortoise import fields

from models import adf_addresses, audit, clock, database, outbox
from models.adf_addresses import AdfAddress
from models.dealers import Dealer
from models.leads import Lead
from models.noun import Noun
from models.refusals import AdfAddressMissing, NotFound

TEMPLATES = LETTER, RECALL = "lead.adf", "lead.adf_recall"
"""The two letters to systems; no person reads them, and none can unsubscribe from them."""


class AdfSending(Noun):
    """One sending of a lead to one dealer, the first of which is new and all others again.

    `left_at` is when it was handed to the mail server, at the earliest, `recalled_at` when the
    address was told to forget the lead.
    """

    lead: fields.ForeignKeyRelation[Lead] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    number = fields.IntField()
    address = fields.CharField(254)
    language = fields.CharField(8)
    at = fields.DatetimeField(default=clock.now)
    left_at = fields.DatetimeField(null=True)
    recalled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "adf_sendings"
        unique_together = (("lead_id", "dealer_id", "number"),)

    @property
    def is_resend(self) -> bool:
        """Whether the dealer's system was sent the lead before."""
        return self.number > 1

    async def leave(self) -> bool:
        """Whether it may go out now; from here on a withdrawal recalls it.

        False once the lead is withdrawn, or another dealer's.
        """
        async with database.transaction():
            lead = await (await Lead.get(id=self.lead_id)).locked()
            if lead.withdrawn_at is not None or lead.dealer_id != self.dealer_id:
                return False
            await AdfSending.filter(id=self.id).update(left_at=clock.now())
            return True


async def post(lead_id: UUID) -> None:
    """Send a lead to its dealer's system, if the dealer has said where that is."""
    lead = await Lead.get_or_none(id=lead_id)
    address = await adf_addresses.of(lead.dealer_id) if lead else None
    if lead is not None and address is not None:
        lead = await lead.locked()
        if lead.withdrawn_at is None:
            await _send(lead, address)


async def resend(lead: Lead, *, by: UUID) -> Lead:
    """Send it again: the same id, and the status says so."""
    lead = await lead.locked()
    if lead.withdrawn_at is not None:
        raise NotFound("lead")
    address = await adf_addresses.of(lead.dealer_id)
    if address is None:
        raise AdfAddressMissing("lead")
    sending = await _send(lead, address)
    await audit.record(by, "lead.adf_resend", lead, address=address.address, number=sending.number)
    return lead


async def downloaded(lead: Lead, *, by: UUID) -> None:
    """Somebody takes a lead out as a file."""
    await audit.record(by, "lead.adf_download", lead)


async def recall(lead_id: UUID) -> None:
    """Call a withdrawn lead back from every address that it was sent to, once.

    So are those that were merged into it, since their people are the same.
    """
    lead = await Lead.get_or_none(id=lead_id)
    if lead is None or (await lead.locked()).withdrawn_at is None:
        return
    merged = await Lead.filter(merged_into_id=lead_id).values_list("id", flat=True)
    left = AdfSending.filter(lead_id__in=[lead_id, *merged], recalled_at=None)
    gone = left.exclude(left_at=None)
    sendings = {(one.address, one.lead_id): one.id for one in await gone.order_by("id")}
    await gone.update(recalled_at=clock.now())
    await outbox.tell_all("adf.recalled", [{"sending": its_id} for its_id in sendings.values()])


async def _send(lead: Lead, address: AdfAddress) -> AdfSending:
    """The caller holds the lead, so that numbers have neither gaps nor twins."""
    before = await AdfSending.filter(lead_id=lead.id, dealer_id=lead.dealer_id).count()
    sending = await AdfSending.create(
        lead_id=lead.id,
        dealer_id=lead.dealer_id,
        number=before + 1,
        address=address.address,
        language=address.language,
    )
    await outbox.tell("adf.sent", sending=sending.id)
    return sending
