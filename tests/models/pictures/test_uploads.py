from datetime import timedelta
from pathlib import Path

import pytest

from models import clock, ids
from models.members import Member
from models.pictures import uploads
from models.pictures.cleaning import Cleaned, clean
from models.pictures.store import Kept, PictureStore
from models.pictures.uploads import Picture
from models.refusals import PictureInUse, Throttled
from tests import images, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")

CLEANED = Cleaned(b"large", b"small", "image/png", 40, 30)


async def _upload(owner: Member) -> Picture:
    return await uploads.record(owner.id, CLEANED, Kept(str(ids.new()), str(ids.new())))


async def test_a_picture_is_recorded_with_its_measure() -> None:
    ann = await people.member("Ann")
    picture = await _upload(ann)
    assert (picture.owner_id, picture.width, picture.height) == (ann.id, 40, 30)
    assert (picture.media_type, picture.byte_size) == ("image/png", 5)


async def test_a_member_uploads_200_pictures_a_day() -> None:
    ann, start = await people.member("Ann"), clock.now()
    with clock.injected(lambda: start):
        for _ in range(200):
            await _upload(ann)
        with pytest.raises(Throttled):
            await _upload(ann)
    assert await Picture.all().count() == 200
    with clock.injected(lambda: start + timedelta(days=1)):
        await _upload(ann)


async def test_a_picture_that_is_put_into_two_posts_at_once_is_in_one() -> None:
    picture = await _upload(await people.member("Ann"))
    outcomes = await raced([lambda: uploads.attach([picture], ids.new(), most=9)] * 6)
    assert outcomes == {DONE: 1, PictureInUse.code(): 5}


async def test_the_pictures_of_a_post_that_is_gone_are_dropped(tmp_path: Path) -> None:
    store, ann = PictureStore.at(f"file://{tmp_path}"), await people.member("Ann")
    cleaned, post_id = clean(images.picture("JPEG")), ids.new()
    picture, other = [
        await uploads.record(ann.id, cleaned, await store.keep(cleaned)) for _ in range(2)
    ]
    await uploads.attach([picture], post_id, most=9)
    for _ in range(2):
        await uploads.discard(post_id, store)
    assert await store.find(picture.key) is None
    assert await store.find(picture.thumbnail_key) is None
    assert await store.find(other.key) is not None
    assert [row.id for row in await Picture.all()] == [other.id]
