"""Receipts of consents: whatever is said to a dealer is sealed, by pseudonym, once."""

from datetime import timedelta

import orjson
import pytest

from models import (
    clock,
    consent_receipts,
    database,
    ids,
    lead_withdrawals,
    receipt_keys,
    sealed_receipts,
)
from models.consent_receipts import ConsentReceipt
from models.consents import Consent
from models.contacts import Contact
from models.receipt_keys import ROTATED_AFTER, ReceiptKey
from models.sealed_receipts import ReceiptWrong, TabletReceipt
from tests import prospects, races, stands
from tests.house import SEAL
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


def line(receipt: ConsentReceipt, **also: object) -> str:
    """The receipt as a line that is verified."""
    said = {
        "text": receipt.text,
        "signature": bytes(receipt.signature).hex(),
        "keyId": receipt.key_id,
        **also,
    }
    return orjson.dumps(said).decode()


async def _trusted() -> dict[str, bytes]:
    return {key.key_id: bytes(key.public_key) for key in await receipt_keys.trusted()}


async def test_a_grant_and_a_withdrawal_each_have_a_receipt_that_public_keys_verify() -> None:
    at = await prospects.scene()
    seat = await prospects.guest(at, "Ann")
    await prospects.consented(seat, at.dealer)
    person = await Contact.get(id=seat.contact_id)
    async with database.transaction():
        await lead_withdrawals.withdraw([person], at.dealer.id, method="API")

    await Postbox().fetch()

    given, taken = await ConsentReceipt.all().order_by("consent_id")
    granted, withdrawn = await Consent.all().order_by("id")
    trusted = await _trusted()
    assert sealed_receipts.check(line(given), trusted) == {
        "v": 1, "id": str(granted.id), "subject": str(person.pseudonym),
        "dealer": str(at.dealer.id), "dealerName": "Harbour Motors", "purposes": ["CONTACT"],
        "granted": True, "textVersion": 1, "textHash": granted.text_hash, "language": "en",
        "at": int(granted.at.timestamp() * 1000), "method": "TEST",
    }  # fmt: skip
    said = sealed_receipts.check(line(taken), trusted)
    assert (said["id"], said["granted"], said["method"]) == (str(withdrawn.id), False, "API")
    assert "Ann" not in given.text + taken.text


async def test_a_receipt_with_one_flipped_byte_is_refused() -> None:
    at = await prospects.scene()
    await prospects.consented(await prospects.guest(at, "Ann"), at.dealer)
    await Postbox().fetch()
    [receipt], trusted = await ConsentReceipt.all(), await _trusted()

    signed, signature = receipt.text, bytes(receipt.signature)
    for place in range(len(signed)):
        receipt.text = signed[:place] + chr(ord(signed[place]) ^ 1) + signed[place + 1 :]
        with pytest.raises(ReceiptWrong, match="not that of this text"):
            sealed_receipts.check(line(receipt), trusted)
    receipt.text = signed
    for place in range(len(signature)):
        receipt.signature = bytes(byte ^ (at_ == place) for at_, byte in enumerate(signature))
        with pytest.raises(ReceiptWrong, match="not that of this text"):
            sealed_receipts.check(line(receipt), trusted)


async def test_a_tablets_receipt_is_bound_in_by_a_salted_hash_and_not_by_name() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    said = stand.lead(stands.ANN)
    await stands.take(said)
    await Postbox().fetch()
    [receipt], [consent] = await ConsentReceipt.all(), await Consent.all()
    beside = {
        "text": consent.receipt,
        "signature": bytes(consent.signature or b"").hex(),
        "salt": receipt.salt,
    }
    tablet = TabletReceipt(
        stand.device.id, stand.key.public, said.receipt_text, said.signature, receipt.salt
    )

    found = sealed_receipts.check(line(receipt, tablet=beside), await _trusted())

    assert found["tablet"] == {
        "device": str(stand.device.id),
        "key": stand.key.public.hex(),
        "receipt": tablet.digest,
        "verified": True,
    }
    for secret in ("Ann", "13912345678", "ann@people"):
        assert secret not in receipt.text
    renamed = {**beside, "text": consent.receipt.replace("Ann", "Bob")}
    with pytest.raises(ReceiptWrong, match="not the one that was sealed"):
        sealed_receipts.check(line(receipt, tablet=renamed), await _trusted())
    unsalted = {**beside, "salt": ""}
    with pytest.raises(ReceiptWrong, match="not the one that was sealed"):
        sealed_receipts.check(line(receipt, tablet=unsalted), await _trusted())


async def test_sealing_twice_and_at_once_seals_each_once() -> None:
    at = await prospects.scene()
    consent = await prospects.consented(await prospects.guest(at, "Ann"), at.dealer)

    outcomes = await races.raced([lambda: consent_receipts.seal([consent.id], SEAL)] * 6)

    assert outcomes == {"DONE": 6}
    assert await ConsentReceipt.all().count() == 1
    assert await consent_receipts.seal([consent.id], SEAL) == 0


async def test_what_was_never_sealed_is_sealed_together() -> None:
    at = await prospects.scene()
    for name in ("Ann", "Ben", "Cid"):
        await prospects.consented(await prospects.guest(at, name), at.dealer)
    assert await consent_receipts.seal_all(SEAL) == 3
    assert await consent_receipts.seal_all(SEAL) == 0
    assert await consent_receipts.seal([ids.new()], SEAL) == 0


async def test_a_retired_key_proves_nothing_and_what_it_signed_is_signed_anew() -> None:
    at = await prospects.scene()
    await prospects.consented(await prospects.guest(at, "Ann"), at.dealer)
    await Postbox().fetch()
    [leaked], [before] = await ReceiptKey.all(), await ConsentReceipt.all()

    assert await receipt_keys.retire(leaked.key_id)
    assert not await receipt_keys.retire(leaked.key_id)
    with pytest.raises(ReceiptWrong, match="not among the trusted"):
        sealed_receipts.check(line(before), await _trusted())
    assert await consent_receipts.renew(leaked.key_id, SEAL) == 1

    [after] = await ConsentReceipt.all()
    assert (after.text, after.key_id != before.key_id) == (before.text, True)
    assert sealed_receipts.check(line(after), await _trusted())["granted"] is True


async def test_a_key_is_rotated_when_it_is_old_and_its_receipts_stay_good() -> None:
    at = await prospects.scene()
    await prospects.consented(await prospects.guest(at, "Ann"), at.dealer)
    await consent_receipts.seal_all(SEAL)
    assert await receipt_keys.rotate_when_old(SEAL) == 0
    later = clock.now() + ROTATED_AFTER + timedelta(seconds=1)
    with clock.injected(lambda: later):
        assert await receipt_keys.rotate_when_old(SEAL) == 1
        assert await receipt_keys.rotate_when_old(SEAL) == 0
    [old] = await ConsentReceipt.all()
    assert (await receipt_keys.ensure(SEAL)).key_id != old.key_id
    assert sealed_receipts.check(line(old), await _trusted())["granted"] is True


async def test_the_private_half_lies_sealed() -> None:
    key = await receipt_keys.ensure(SEAL)
    assert key.seed(SEAL) not in bytes(key.sealed_seed)
    assert key.key_id == sealed_receipts.key_id_of(bytes(key.public_key))
