"""A signing key: the brand's key for passes, sealed with a key from the settings."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tortoise import fields

from models import clock, database, sql
from models.noun import Noun
from models.seals import Seal

ROTATED_AFTER = timedelta(days=90)
_PURPOSE = "pass signing key"
_SEED_BYTES = 32


class SigningKey(Noun):
    """`sealed_seed` is the private half, encrypted, the public half may be told to anyone."""

    key_id = fields.IntField(unique=True)
    public_key = fields.BinaryField()
    sealed_seed = fields.BinaryField()
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_keys"

    @property
    def name(self) -> bytes:
        """The key id as a pass carries it: 1 to 4 bytes."""
        return _name(self.key_id)

    def seed(self, seal: Seal) -> bytes:
        """The private half, 32 bytes."""
        return seal.open(self.sealed_seed, _PURPOSE)


@dataclass(frozen=True, slots=True)
class PublicHalf:
    """What a verifier needs of a key, which opens nothing once it is retired."""

    name: bytes
    raw: bytes
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class _Stored:
    key_id: int
    public_key: bytes
    retired_at: datetime | None


async def ensure(seal: Seal) -> SigningKey:
    """The key that signs now; the first one is made here."""
    async with database.transaction():
        return await _newest() or await _make(seal)


async def rotate(seal: Seal) -> SigningKey:
    """Sign with a fresh key from now on; passes of the older ones go on being good."""
    async with database.transaction():
        return await _make(seal)


async def rotate_when_old(seal: Seal) -> int:
    """Rotate if the key that signs now is older than ROTATED_AFTER; how many keys were made."""
    async with database.transaction():
        newest = await _newest()
        if newest is None or newest.created_at > clock.now() - ROTATED_AFTER:
            return 0
        await _make(seal)
        return 1


async def retire(key_id: int) -> None:
    """Trust a key no longer, as when it has leaked: what it signed is FORGED from now on."""
    await SigningKey.filter(key_id=key_id, retired_at=None).update(retired_at=clock.now())


async def all_keys() -> list[SigningKey]:
    """Every key that there ever was, the newest first."""
    return await SigningKey.all().order_by("-key_id")


async def trusted() -> list[PublicHalf]:
    """The public halves by which a pass may be signed, the oldest first."""
    return [half for half in await known() if not half.is_retired]


async def known() -> list[PublicHalf]:
    """Those, and the ones by which a pass may have been signed that opens nothing any more."""
    rows = await sql.fetch(
        _Stored, "SELECT key_id, public_key, retired_at FROM signing_keys ORDER BY key_id"
    )
    return [
        PublicHalf(_name(row.key_id), row.public_key, is_retired=row.retired_at is not None)
        for row in rows
    ]


async def has_seeds() -> bool:
    """Whether any private half lies in this database, sealed or not."""
    return await SigningKey.exclude(sealed_seed=b"").exists()


async def current_id() -> int:
    """The number of the key that signs now."""
    newest = await _newest()
    if newest is None:
        raise LookupError("no signing key; `python -m server doctor` tells what to do")
    return newest.key_id


async def by_id(key_ids: set[int]) -> dict[int, SigningKey]:
    """Keys by their number, retired ones too: their passes still have the same text."""
    return {key.key_id: key for key in await SigningKey.filter(key_id__in=key_ids)}


def _name(key_id: int) -> bytes:
    return key_id.to_bytes((key_id.bit_length() + 7) // 8, "big")


async def _newest() -> SigningKey | None:
    return await SigningKey.filter(retired_at=None).order_by("-key_id").first()


async def _make(seal: Seal) -> SigningKey:
    last = await SigningKey.all().order_by("-key_id").select_for_update().first()
    seed = secrets.token_bytes(_SEED_BYTES)
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return await SigningKey.create(
        key_id=last.key_id + 1 if last else 1,
        public_key=public,
        sealed_seed=seal.close(seed, _PURPOSE),
    )
