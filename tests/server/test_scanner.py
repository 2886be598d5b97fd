"""The tablets' app over HTTP: its own files, and nothing else, whatever is asked for."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from server import scanner

APP = "<!doctype html><title>Check-in</title>"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(APP)
    (folder / "sw.js").write_text("// the worker")
    (folder / "assets" / "index-a1B2_c3-.js").write_text("// the app")
    (tmp_path / "secret.txt").write_text("not for tablets")
    return folder


@pytest.fixture
async def client(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=scanner.routes(built)))
    async with httpx.AsyncClient(transport=transport, base_url="http://paddock.test") as given:
        yield given


async def test_the_app_is_asked_for_each_time_and_its_hashed_files_are_kept_for_good(
    client: httpx.AsyncClient,
) -> None:
    app = await client.get("/scan/")
    assert (app.status_code, app.text) == (200, APP)
    assert app.headers["cache-control"] == "no-cache"
    assert "script-src 'self' 'wasm-unsafe-eval'" in app.headers["content-security-policy"]
    worker = await client.get("/scan/sw.js")
    assert (worker.text, worker.headers["cache-control"]) == ("// the worker", "no-cache")
    script = await client.get("/scan/assets/index-a1B2_c3-.js")
    assert script.text == "// the app"
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"


async def test_without_its_slash_the_app_is_found_all_the_same(client: httpx.AsyncClient) -> None:
    answer = await client.get("/scan")
    assert (answer.status_code, answer.headers["location"]) == (308, "/scan/")


@pytest.mark.parametrize(
    "path",
    [
        "assets/index-0lder.js",  # of an older version
        "assets",
        "assets/",
        "ready",
        "%00",
        "sw.js%00.png",
        "assets/%00",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "%2e%2e%2fsecret.txt",
        "assets/..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "%252e%252e%252fsecret.txt",
        "%2fetc%2fpasswd",
        "/etc/passwd",
        "//",
        "%ff%fe",
        "%ed%a0%80",
        "CON:",
        "~root",
        "a" * 5000,
        "a/" * 500,
        "%E6%A3%80",
    ],
)
async def test_a_path_of_no_built_file_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"http://paddock.test/scan/{path}")
    assert (answer.status_code, answer.text) == (404, "Not found")
    assert answer.headers["cache-control"] == "no-store"


async def test_an_app_that_was_not_built_says_so_and_how_to_build_it(
    client: httpx.AsyncClient, built: Path
) -> None:
    (built / "index.html").unlink()
    for path in ("/scan/", "/scan/sw.js", "/scan/assets/index-a1B2_c3-.js", "/scan/%00"):
        answer = await client.get(path)
        assert answer.status_code == 503
        assert "The scanner was not built" in answer.text
        assert "<code>make scanner</code>" in answer.text
        assert answer.headers["cache-control"] == "no-store"
