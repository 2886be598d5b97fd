import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from server.front import Front


async def _greets(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Cache-Control": "public"} if scope["path"] == "/kept" else {}
    await PlainTextResponse("Hello", headers=headers)(scope, receive, send)


async def _fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise LookupError


@pytest.mark.parametrize("path", ["/", "/kept"])
async def test_what_the_application_says_wins_over_safe_headers(path: str) -> None:
    transport = httpx.ASGITransport(Front(_greets))
    async with httpx.AsyncClient(transport=transport, base_url="https://paddock.test") as client:
        answer = await client.get(path, headers={"X-Request-Id": "my-own-one"})
    assert answer.headers.get_list("cache-control") == ["public" if path == "/kept" else "no-store"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers.get_list("x-request-id") == ["my-own-one"]


async def test_a_fault_of_the_application_is_answered_500_and_rises() -> None:
    transport = httpx.ASGITransport(Front(_fails), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-request-id"]
    with pytest.raises(LookupError):
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(Front(_fails)), base_url="http://paddock.test"
        ) as client:
            await client.get("/")
