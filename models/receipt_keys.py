"""A receipt key: the brand's key for the receipts of consents, sealed as the keys of passes are."""

import secrets
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tortoise import fields

from models import clock, database, sealed_receipts
from models.noun import Noun
from models.seals import Seal

ROTATED_AFTER = timedelta(days=90)
_PURPOSE = "receipt signing key"
_SEED_BYTES = 32


class ReceiptKey(Noun):
    """`key_id` is made from the public half, which may be told to anyone."""

    key_id = fields.CharField(16, unique=True)
    public_key = fields.BinaryField()
    sealed_seed = fields.BinaryField()
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "receipt_keys"

    def seed(self, seal: Seal) -> bytes:
        """The private half, 32 bytes."""
        return seal.open(self.sealed_seed, _PURPOSE)


async def ensure(seal: Seal) -> ReceiptKey:
    """The key that signs now; the first one is made here. Two at once are both good."""
    return await _newest() or await rotate(seal)


async def rotate(seal: Seal) -> ReceiptKey:
    """Sign with a fresh key from now on; receipts of the older ones go on being good."""
    seed = secrets.token_bytes(_SEED_BYTES)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return await ReceiptKey.create(
        key_id=sealed_receipts.key_id_of(public),
        public_key=public,
        sealed_seed=seal.close(seed, _PURPOSE),
    )


async def rotate_when_old(seal: Seal) -> int:
    """Rotate if the key that signs now is older than ROTATED_AFTER; how many keys were made."""
    async with database.transaction():
        newest = await _newest()
        if newest is None or newest.created_at > clock.now() - ROTATED_AFTER:
            return 0
        await rotate(seal)
        return 1


async def trusted() -> list[ReceiptKey]:
    """Those by which a receipt may be signed, the oldest first."""
    return await ReceiptKey.filter(retired_at=None).order_by("id")


async def retire(key_id: str) -> bool:
    """Trust a key no longer, as when it has leaked; whether it was trusted until now."""
    known = ReceiptKey.filter(key_id=key_id, retired_at=None)
    return bool(await known.update(retired_at=clock.now()))


async def _newest() -> ReceiptKey | None:
    return await ReceiptKey.filter(retired_at=None).order_by("-id").first()
