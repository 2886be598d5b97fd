"""A consent's receipt: each grant and each withdrawal, sealed by the brand under a pseudonym.

What a tablet signed names the person. The brand checks it and seals what it says without the name,
and with its salted hash; so the proof outlives the erasure of the tablet's own text.
"""

import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise import fields

from models import clock, database, receipt_keys, sealed_receipts
from models.consents import Consent
from models.devices import Device
from models.noun import Noun
from models.sealed_receipts import Said, TabletReceipt
from models.seals import Seal

_SALT_BYTES = 16
_AT_ONCE = 500


class ConsentReceipt(Noun):
    """One per consent, `text` is signed, `salt` opens what it says of a tablet's receipt."""

    consent: fields.OneToOneRelation[Consent] = fields.OneToOneField("models.Consent")
    consent_id: UUID
    text = fields.TextField()
    signature = fields.BinaryField()
    key_id = fields.CharField(16, db_index=True)
    salt = fields.CharField(32, default="")
    sealed_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "consent_receipts"


async def seal(consent_ids: Iterable[UUID], by: Seal) -> int:
    """Seal those of these that are not sealed yet; returns how many. Doing it twice is once."""
    wanted = sorted(set(consent_ids))
    if not wanted:
        return 0
    async with database.transaction():
        done = await ConsentReceipt.filter(consent_id__in=wanted).values_list(
            "consent_id", flat=True
        )
        open_ = Consent.filter(id__in=list(set(wanted) - set(done))).order_by("id")
        said = await open_.select_related("dealer")
        if not said:
            return 0
        key = await receipt_keys.ensure(by)
        seed, devices = key.seed(by), await _devices(said)
        receipts = [_sealed(one, devices, key.key_id, seed) for one in said]
        await ConsentReceipt.bulk_create(receipts, ignore_conflicts=True)
    return len(said)


async def seal_all(by: Seal) -> int:
    """Seal whatever is not sealed yet, as what was said before there were receipts."""
    count, last = 0, UUID(int=0)
    while ids := await _after(last):
        count += await seal(ids, by)
        last = ids[-1]
    return count


async def renew(key_id: str, by: Seal) -> int:
    """Have the key of now sign what another signed, which must be retired; how many."""
    count = 0
    while receipts := await ConsentReceipt.filter(key_id=key_id).order_by("id").limit(_AT_ONCE):
        async with database.transaction():
            key = await receipt_keys.ensure(by)
            seed = key.seed(by)
            for receipt in receipts:
                receipt.key_id = key.key_id
                receipt.signature = sealed_receipts.sign(receipt.text, seed)
            await ConsentReceipt.bulk_update(receipts, ["key_id", "signature"])
        count += len(receipts)
    return count


async def of(consent_ids: Sequence[UUID]) -> dict[UUID, ConsentReceipt]:
    """The receipts of those that are sealed, by consent."""
    found = await ConsentReceipt.filter(consent_id__in=list(consent_ids))
    return {receipt.consent_id: receipt for receipt in found}


async def _after(last: UUID) -> list[UUID]:
    said = Consent.filter(id__gt=last).order_by("id").limit(_AT_ONCE)
    return [consent.id for consent in await said.only("id")]


async def _devices(said: Sequence[Consent]) -> dict[UUID, Device]:
    signers = list({one.device_id for one in said if one.device_id})
    return {device.id: device for device in await Device.filter(id__in=signers)}


def _sealed(said: Consent, devices: dict[UUID, Device], key_id: str, seed: bytes) -> ConsentReceipt:
    tablet = _of_tablet(said, devices)
    text = Said(
        id=said.id,
        subject=said.subject,
        dealer=said.dealer_id,
        dealer_name=said.dealer.name,
        purposes=[said.purpose.value],
        is_granted=said.is_granted,
        text_version=said.text_version,
        text_hash=said.text_hash,
        language=said.language,
        at=said.at,
        method=said.method,
        tablet=tablet,
    ).text
    return ConsentReceipt(
        consent_id=said.id,
        text=text,
        signature=sealed_receipts.sign(text, seed),
        key_id=key_id,
        salt=tablet.salt if tablet else "",
    )


def _of_tablet(said: Consent, devices: dict[UUID, Device]) -> TabletReceipt | None:
    device = devices.get(said.device_id) if said.device_id else None
    if device is None or not said.receipt:
        return None
    return TabletReceipt(
        device.id,
        device.public_key or b"",
        said.receipt,
        said.signature or b"",
        secrets.token_hex(_SALT_BYTES),
    )
