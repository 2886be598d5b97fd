"""A lead identity: by what a dealer's lead is known again, as a phone number."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tortoise import fields

from models import ids, sql
from models.dealers import Dealer
from models.noun import Noun


class LeadIdentity(Noun):
    """Unique by (dealer, value), `lead_id` is the lead that whoever is known by it belongs to.

    Taking these rows in their order is what makes intake at the same time one after the other.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    value = fields.CharField(260)
    lead_id = fields.UUIDField(null=True, db_index=True)

    class Meta:
        table = "lead_identities"
        unique_together = (("dealer_id", "value"),)


Identity = tuple[UUID, str]
"""A dealer, and what somebody is known by there."""


@dataclass(frozen=True, slots=True)
class _Held:
    dealer_id: UUID
    value: str
    lead_id: UUID | None


def values_of(contact_id: UUID, phone: str, email: str) -> list[str]:
    """What a person is known by: themselves, their number and their address."""
    known = [f"contact:{contact_id}"]
    known += [f"tel:{phone}"] if phone else []
    known += [f"mailto:{email}"] if email else []
    return known


async def hold(identities: Iterable[Identity]) -> dict[Identity, UUID | None]:
    """Lock these until the transaction ends, in one order for all, and tell whose each is."""
    rows = [
        {"id": ids.new(), "dealer_id": dealer_id, "value": value}
        for dealer_id, value in sorted(set(identities))
    ]
    held = await sql.fetch(
        _Held,
        f"""
        INSERT INTO lead_identities (id, dealer_id, value)
        SELECT id, dealer_id, value FROM {sql.json_rows(1, id=UUID, dealer_id=UUID, value=str)} i
        WHERE true ORDER BY dealer_id, value
        ON CONFLICT (dealer_id, value) DO UPDATE SET value = excluded.value
        RETURNING dealer_id, value, lead_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )
    return {(one.dealer_id, one.value): one.lead_id for one in held}


async def give(leads: Mapping[Identity, UUID]) -> None:
    """Let identities that are held belong to these leads."""
    if not leads:
        return
    rows = [
        {"dealer_id": dealer_id, "value": value, "lead_id": lead_id}
        for (dealer_id, value), lead_id in leads.items()
    ]
    await sql.execute(
        f"""
        UPDATE lead_identities SET lead_id = i.lead_id
        FROM {sql.json_rows(1, dealer_id=UUID, value=str, lead_id=UUID)} i
        WHERE lead_identities.dealer_id = i.dealer_id AND lead_identities.value = i.value
        """,  # noqa: S608  the columns are ours
        sql.json_of(rows),
    )


async def pass_on(lead_ids: Collection[UUID], to: UUID | None) -> None:
    """Let what belongs to these leads belong to another, or to none."""
    await LeadIdentity.filter(lead_id__in=list(lead_ids)).update(lead_id=to)
