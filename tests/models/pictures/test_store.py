import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer

from models.pictures.cleaning import Cleaned, clean
from models.pictures.store import Kept, PictureStore
from tests import images

_REGION, _KEY, _SECRET = "us-east-1", "key", "secret"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3-compatible store with a bucket."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    httpx.put(f"{address}/pictures").raise_for_status()
    yield address
    server.stop()


@pytest.fixture(params=["disk", "s3", "s3 folder"])
async def store(
    request: pytest.FixtureRequest, s3: str, tmp_path: Path
) -> AsyncIterator[PictureStore]:
    """A store on disk, a bucket, and a folder of a bucket."""
    if request.param == "disk":
        yield PictureStore.at(f"file://{tmp_path}/not yet/there")
        return
    url = "s3://pictures/a/folder" if request.param == "s3 folder" else "s3://pictures"
    yield PictureStore.at(url, endpoint=s3, region=_REGION, key_id=_KEY, secret=_SECRET)


def _cleaned() -> Cleaned:
    return clean(images.picture("PNG", 600, 600))


async def _read(store: PictureStore, key: str) -> bytes | None:
    found = await store.find(key)
    if found is None:
        return None
    content = b"".join([chunk async for chunk in found.chunks])
    assert len(content) == found.byte_size
    return content


async def test_what_is_kept_is_found_again(store: PictureStore) -> None:
    cleaned = _cleaned()
    kept = await store.keep(cleaned)
    assert await _read(store, kept.key) == cleaned.content
    assert await _read(store, kept.thumbnail_key) == cleaned.thumbnail
    found = await store.find(kept.key)
    assert found is not None
    assert found.media_type == "image/png"


async def test_a_picture_of_several_chunks_comes_whole(store: PictureStore) -> None:
    cleaned = Cleaned(bytes(range(256)) * 8000, b"small", "image/jpeg", 1, 1)
    kept = await store.keep(cleaned)
    assert await _read(store, kept.key) == cleaned.content


async def test_keys_are_long_and_never_the_same(store: PictureStore) -> None:
    cleaned = _cleaned()
    kept = await asyncio.gather(*(store.keep(cleaned) for _ in range(10)))
    keys = {key for one in kept for key in (one.key, one.thumbnail_key)}
    assert len(keys) == 20
    assert {len(key) for key in keys} == {len("x" * 43 + ".png")}


async def test_what_is_dropped_is_gone_and_dropping_twice_is_dropping_once(
    store: PictureStore,
) -> None:
    kept = await store.keep(_cleaned())
    for _ in range(2):
        await store.drop(kept)
    assert await store.find(kept.key) is None
    assert await store.find(kept.thumbnail_key) is None


@pytest.mark.parametrize(
    "key", ["", "..", "../../etc/passwd", "%2e%2e%2fpasswd", "a.png", "a/b.png", "x" * 43 + ".svg"]
)
async def test_what_is_no_key_is_not_looked_for(key: str, tmp_path: Path) -> None:
    store = PictureStore.at(f"file://{tmp_path}")
    (tmp_path / "a.png").write_bytes(b"not ours")
    assert await store.find(key) is None


async def test_a_key_that_is_not_there_is_not_found(store: PictureStore) -> None:
    assert await store.find("x" * 43 + ".png") is None
    await store.drop(Kept("x" * 43 + ".png", "y" * 43 + ".png"))
