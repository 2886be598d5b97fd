"""Links of referrals lead to the front-end and nowhere else."""

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette

from models import ids
from schema.nodes import encode
from server import referral_links
from server.settings import Settings
from tests.house import SECRET

FRONT = "https://club.example/app"


async def _location(path: str) -> str:
    transport = httpx.ASGITransport(Starlette(routes=referral_links.routes(FRONT)))
    async with httpx.AsyncClient(transport=transport, base_url="https://luming.example") as client:
        answer = await client.get(path)
    assert answer.status_code == 302
    return answer.headers["location"]


async def test_a_link_leads_to_the_front_end_with_its_code() -> None:
    assert await _location("/r/ABCD2345") == f"{FRONT}/?referral=ABCD2345"
    assert await _location("/r/abcd2345") == f"{FRONT}/?referral=ABCD2345"


async def test_an_invite_leads_there_with_its_event_too_where_it_is_one() -> None:
    event = encode("Event", ids.new())
    assert await _location(f"/r/abcd2345/{event}") == f"{FRONT}/?referral=ABCD2345&event={event}"
    assert await _location(f"/r/ABCD2345/{event}&x") == f"{FRONT}/?referral=ABCD2345"
    assert await _location("/r/ABCD2345/%3Fnext=evil") == f"{FRONT}/?referral=ABCD2345"
    assert await _location(f"/r/{event}/{event}") == f"{FRONT}/"


@pytest.mark.parametrize(
    "code",
    [
        "https:%2F%2Fevil.example", "%2F%2Fevil.example", "ABCD2345%0d%0aX-Evil:1", "@evil.example",
        "ABCD2345?next=evil", "ABCD234%26", ".evil.example", "%00", "ÀBCD2345",
    ],
)  # fmt: skip
async def test_whatever_stands_in_a_link_it_leads_nowhere_else(code: str) -> None:
    if "%2F" in code:  # more than one part of a path is no link
        transport = httpx.ASGITransport(Starlette(routes=referral_links.routes(FRONT)))
        async with httpx.AsyncClient(transport=transport, base_url=FRONT) as client:
            assert (await client.get(f"https://luming.example/r/{code}")).status_code == 404
        return
    found = await _location(f"/r/{code}")
    assert found in {f"{FRONT}/", f"{FRONT}/?referral=ABCD2345"}


@pytest.mark.parametrize("url", ["club.example", "ftp://club.example", "https://", "https://a?b=c"])
def test_the_front_ends_address_is_one(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(secret_key=SecretStr(SECRET), front_url=url)


def test_without_a_front_end_links_lead_to_the_server_itself() -> None:
    settings = Settings(secret_key=SecretStr(SECRET), public_url="https://luming.example/")
    assert settings.front_address == "https://luming.example"
    assert Settings(secret_key=SecretStr(SECRET), front_url=f"{FRONT}/").front_address == FRONT
