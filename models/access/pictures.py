"""The door to pictures: one's own uploads, and those of what the viewer was shown."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.pictures.uploads import Picture
from models.refusals import NotFound, PictureInUse


async def see(viewer: Viewer, picture_id: UUID) -> Picture | None:
    """One's own upload."""
    return await Picture.get_or_none(id=picture_id, owner_id=viewer.member_id)


async def of_posts(viewer: Viewer, post_ids: Sequence[UUID]) -> dict[UUID, list[Picture]]:
    """The pictures of posts that the viewer was shown, in order."""
    del viewer
    pictures: dict[UUID, list[Picture]] = {post_id: [] for post_id in post_ids}
    for picture in await Picture.filter(post_id__in=list(post_ids)).order_by("position"):
        if picture.post_id is not None:
            pictures[picture.post_id].append(picture)
    return pictures


async def avatars(viewer: Viewer, picture_ids: Sequence[UUID]) -> dict[UUID, Picture]:
    """The avatars of members that the viewer was shown."""
    del viewer
    return await Picture.in_bulk(list(picture_ids), "id")


async def to_attach(viewer: Viewer, picture_ids: Sequence[UUID], field: str) -> list[Picture]:
    """One's own uploads, in the order asked for."""
    own = await Picture.filter(id__in=list(picture_ids), owner_id=viewer.as_author())
    found = {picture.id: picture for picture in own}
    if any(picture_id not in found for picture_id in picture_ids):
        raise NotFound(field)
    return [found[picture_id] for picture_id in picture_ids]


async def to_wear(viewer: Viewer, picture_id: UUID, field: str) -> Picture:
    """One's own upload that is in no post, as an avatar."""
    [picture] = await to_attach(viewer, [picture_id], field)
    if picture.post_id is not None:
        raise PictureInUse(field)
    return picture
