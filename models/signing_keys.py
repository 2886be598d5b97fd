"""A signing key: the brand's key for passes, sealed with a key from the settings."""

from tortoise import fields

from models import clock
from models.noun import Noun


class SigningKey(Noun):
    """`sealed_seed` is the private half, encrypted, the public half may be told to anyone."""

    key_id = fields.IntField(unique=True)
    public_key = fields.BinaryField()
    sealed_seed = fields.BinaryField()
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_keys"
