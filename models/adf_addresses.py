"""An ADF address: where a dealer's own system takes leads by e-mail."""

from uuid import UUID

from tortoise import fields

from models import audit, clock, texts
from models.dealers import Dealer
from models.noun import Noun


class AdfAddress(Noun):
    """One for each dealer, `language` is that of whoever set it."""

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    address = fields.CharField(254)
    language = fields.CharField(8)
    set_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "adf_addresses"
        unique_together = (("dealer_id",),)


async def put(dealer: Dealer, address: str | None, *, language: str, by: UUID) -> Dealer:
    """Have leads sent there from now on, or nowhere. Of two at once the last one stands."""
    said = texts.email(address, "adfAddress") if address is not None else None
    dealer = await dealer.locked()
    await AdfAddress.filter(dealer_id=dealer.id).delete()
    if said is not None:
        await AdfAddress.create(dealer_id=dealer.id, address=said, language=language)
    await audit.record(by, "dealer.adf_address", dealer, address=said)
    return dealer


async def of(dealer_id: UUID) -> AdfAddress | None:
    """Where the dealer has its leads sent, if anywhere."""
    return await AdfAddress.get_or_none(dealer_id=dealer_id)
