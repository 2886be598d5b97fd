"""A picture: a file that a member uploaded, checked, stripped of EXIF and made small."""

from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun


class Picture(Noun):
    """The bytes lie in the picture store under `key` and `thumbnail_key`."""

    owner: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    owner_id: UUID
    post_id = fields.UUIDField(null=True, db_index=True)
    position = fields.IntField(default=0)
    key = fields.CharField(120, unique=True)
    thumbnail_key = fields.CharField(120, unique=True)
    media_type = fields.CharField(32)
    width = fields.IntField()
    height = fields.IntField()
    byte_size = fields.IntField()
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "pictures"
