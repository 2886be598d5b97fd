import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from engine.rate import MemoryBuckets, Rate
from models import clock, sessions
from models.members import Member
from models.pictures.cleaning import MOST_BYTES
from models.pictures.store import PictureStore
from models.pictures.uploads import Picture
from schema import nodes
from server.authentication import Reception
from server.front import Front
from server.pictures import Pictures
from server.rates import REFUSED, Budget
from tests import images, people
from tests.house import house

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a server that serves pictures from a folder."""
    store = PictureStore.at(f"file://{tmp_path}")
    rate = Rate(capacity=10 * REFUSED, per_second=REFUSED)
    reception = Reception(house(), Budget(rate, rate, MemoryBuckets(clock.now)))
    app = Front(Starlette(routes=Pictures(reception, store).routes()))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as client:
        yield client


async def _ann() -> tuple[Member, dict[str, str]]:
    ann = await people.member("Ann")
    return ann, {"Authorization": f"Bearer {(await sessions.open_for(ann)).token}"}


async def _upload(
    client: httpx.AsyncClient, content: bytes, headers: dict[str, str], key: str = "k"
) -> httpx.Response:
    said = headers | {"Idempotency-Key": key}
    return await client.post("/pictures", content=content, headers=said)


def _files(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


def _codes(response: httpx.Response) -> tuple[int, list[str]]:
    return response.status_code, [error["code"] for error in response.json()["errors"]]


async def test_an_uploaded_picture_is_served_without_what_the_phone_told(
    client: httpx.AsyncClient,
) -> None:
    ann, headers = await _ann()
    answer = await _upload(client, images.from_a_phone(orientation=6), headers)
    assert answer.status_code == 201
    picture = await Picture.get(owner_id=ann.id)
    assert answer.json() == {
        "id": nodes.encode("Picture", picture.id),
        "url": f"/pictures/{picture.key}",
        "thumbnailUrl": f"/pictures/{picture.thumbnail_key}",
        "width": 30,
        "height": 40,
    }
    for name in ("url", "thumbnailUrl"):
        served = await client.get(answer.json()[name])
        assert served.status_code == 200
        assert served.headers["content-type"] == "image/jpeg"
        assert served.headers["content-length"] == str(len(served.content))
        assert served.headers["x-content-type-options"] == "nosniff"
        assert served.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert b"Secret" not in served.content
        assert images.opened(served.content).size == (30, 40)


async def test_a_replay_answers_the_same_and_keeps_no_second_file(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, headers = await _ann()
    content = images.picture("PNG")
    answers = [await _upload(client, content, headers) for _ in range(2)]
    answers += await asyncio.gather(*(_upload(client, content, headers) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json() for answer in answers] == [answers[0].json()] * 6
    assert await Picture.all().count() == 1
    assert len(_files(tmp_path)) == 2


async def test_the_same_key_with_another_picture_is_a_conflict(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, headers = await _ann()
    await _upload(client, images.picture("PNG"), headers)
    other = await _upload(client, images.picture("JPEG"), headers)
    assert _codes(other) == (409, ["IDEMPOTENCY_CONFLICT"])
    assert await Picture.all().count() == 1
    assert len(_files(tmp_path)) == 2


async def test_what_is_refused_is_neither_recorded_nor_stored(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, headers = await _ann()
    png = images.picture("PNG")
    too_large = (413, ["PICTURE_TOO_LARGE"])
    unreadable = (415, ["PICTURE_UNREADABLE"])
    assert _codes(await _upload(client, b"<svg/>", headers)) == unreadable
    assert _codes(await _upload(client, b"", headers)) == unreadable
    assert _codes(await _upload(client, images.bomb(10_000, 10_000), headers)) == too_large
    assert _codes(await _upload(client, png + b"\0" * MOST_BYTES, headers)) == too_large
    assert _codes(await _upload(client, png, headers, key="")) == (400, ["TEXT_EMPTY"])
    assert _codes(await _upload(client, png, headers, key="k" * 129)) == (400, ["TEXT_TOO_LONG"])
    assert await Picture.all().count() == 0
    assert _files(tmp_path) == []


async def test_only_members_who_may_write_upload(client: httpx.AsyncClient, tmp_path: Path) -> None:
    ann, headers = await _ann()
    png = images.picture("PNG")
    assert _codes(await _upload(client, png, {})) == (401, ["SIGN_IN_REQUIRED"])
    nonsense = {"Authorization": "Bearer ps_nonsense"}
    assert _codes(await _upload(client, png, nonsense)) == (401, ["UNAUTHENTICATED"])
    until = clock.now().replace(year=clock.now().year + 1)
    await ann.suspend(until, "Spam", by=(await people.member("Olga")).id)
    assert _codes(await _upload(client, png, headers)) == (403, ["SUSPENDED"])
    assert await Picture.all().count() == 0
    assert _files(tmp_path) == []


async def test_a_body_that_never_ends_is_not_read_to_its_end(client: httpx.AsyncClient) -> None:
    _, headers = await _ann()
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * MOST_BYTES:
            sent += 1024 * 1024
            yield b"\0" * 1024 * 1024

    said = headers | {"Idempotency-Key": "k"}
    answer = await client.post("/pictures", content=endless(), headers=said)
    assert _codes(answer) == (413, ["PICTURE_TOO_LARGE"])
    assert sent <= MOST_BYTES + 1024 * 1024


@pytest.mark.parametrize("key", ["nothing.png", "..%2f..%2fetc%2fpasswd", "x" * 43 + ".png"])
async def test_an_unknown_picture_is_not_found(client: httpx.AsyncClient, key: str) -> None:
    answer = await client.get(f"/pictures/{key}")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
