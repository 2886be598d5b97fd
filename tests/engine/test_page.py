import re
from base64 import b64encode
from hashlib import sha256

import pytest

from engine.errors import Unauthenticated
from tests.engine.library import Library, Reader

BROWSER = {"accept": "text/html,*/*"}


async def test_a_browser_gets_the_page_before_anyone_is_asked_who_they_are() -> None:
    library = Library(refuse_with=Unauthenticated())
    async with Reader(library.endpoint(page=True)) as reader:
        response = await reader.http.get("/", headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<label for="query">Query</label>' in response.text
    assert library.connected_with == []


async def test_the_page_asks_nobody_but_this_server() -> None:
    async with Reader(Library().endpoint(page=True)) as reader:
        response = await reader.http.get("/", headers=BROWSER)
    assert re.findall(r"https?:|src=|href=|//|import ", response.text) == []
    policy = dict(
        directive.split(" ", 1)
        for directive in response.headers["content-security-policy"].split("; ")
    )
    hashes = {
        element: b64encode(
            sha256(re.split(f"</?{element}>", response.text)[1].encode()).digest()
        ).decode()
        for element in ("script", "style")
    }
    assert policy == {
        "default-src": "'none'",
        "script-src": f"'sha256-{hashes['script']}'",
        "style-src": f"'sha256-{hashes['style']}'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.parametrize(
    ("is_on", "accept", "query"),
    [(False, "text/html,*/*", ""), (True, "*/*", ""), (True, "text/html,*/*", "query={hello}")],
)
async def test_the_page_is_for_browsers_and_where_it_is_switched_on(
    is_on: bool,  # noqa: FBT001 - one case of the table
    accept: str,
    query: str,
) -> None:
    async with Reader(Library().endpoint(page=is_on)) as reader:
        response = await reader.http.get(f"/?{query}", headers={"accept": accept})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
