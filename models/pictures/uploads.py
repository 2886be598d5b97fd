"""An upload: a picture that a member brought, checked, stripped of metadata and made small."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from tortoise import fields

from models import clock
from models.members import Member
from models.noun import Noun
from models.pictures.cleaning import Cleaned
from models.pictures.store import Kept, PictureStore
from models.refusals import PictureInUse, Throttled, TooMany

UPLOADS_A_DAY = 200
_DAY = timedelta(days=1)


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


async def record(owner_id: UUID, cleaned: Cleaned, kept: Kept) -> Picture:
    """Write down whose picture lies in the store, and where; UPLOADS_A_DAY at most."""
    yesterday = clock.now() - _DAY
    if await Picture.filter(owner_id=owner_id, created_at__gt=yesterday).count() >= UPLOADS_A_DAY:
        raise Throttled(seconds=int(_DAY.total_seconds()))
    return await Picture.create(
        owner_id=owner_id,
        key=kept.key,
        thumbnail_key=kept.thumbnail_key,
        media_type=cleaned.media_type,
        width=cleaned.width,
        height=cleaned.height,
        byte_size=len(cleaned.content),
    )


async def attach(pictures: Sequence[Picture], post_id: UUID, *, most: int) -> None:
    """Show the pictures in a post, in this order; one that is used elsewhere is refused."""
    if len(pictures) > most:
        raise TooMany("pictures", limit=most)
    for position, picture in enumerate(pictures):
        free = Picture.filter(id=picture.id, post_id=None)
        is_worn = await Member.exists(avatar_id=picture.id)
        if is_worn or not await free.update(post_id=post_id, position=position):
            raise PictureInUse("pictures")


async def discard(post_id: UUID, store: PictureStore) -> None:
    """Drop the pictures of a post that is gone; doing it twice is doing it once."""
    pictures = await Picture.filter(post_id=post_id)
    for picture in pictures:
        await store.drop(Kept(picture.key, picture.thumbnail_key))
    await Picture.filter(id__in=[picture.id for picture in pictures]).delete()
