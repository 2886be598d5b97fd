"""A WebKit, driven over WebDriver on a screen that is none: the engine that iPads have."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests import processes

_BROWSERS = "*-linux-gnu/webkit2gtk-4.*/MiniBrowser"
_SECONDS = 60


def browser() -> Path | None:
    """The browser that the driver drives; None where any part of it is missing."""
    has_parts = shutil.which("WebKitWebDriver") and shutil.which("Xvfb")
    return next(Path("/usr/lib").glob(_BROWSERS), None) if has_parts else None


class WebKit:
    """One window."""

    def __init__(self, client: httpx.AsyncClient, session: str) -> None:
        self._client = client
        self._at = f"/session/{session}"

    async def go(self, url: str) -> None:
        """Load an address."""
        await self._call("/url", url=url)

    async def evaluate(self, expression: str) -> Any:
        """What an expression comes to in the page, once it has come to anything."""
        script = (
            "const [done] = arguments;"
            f" (async () => {expression})().then(done, (fault) => done(`fault: ${{fault}}`));"
        )
        return await self._call("/execute/async", script=script, args=[])

    async def until(self, expression: str) -> None:
        """Wait for something to hold in the page."""
        async with asyncio.timeout(_SECONDS):
            while await self.evaluate(expression) is not True:
                await asyncio.sleep(0.05)

    async def fill(self, selector: str, text: str) -> None:
        """Type into a field."""
        element = await self._call("/element", using="css selector", value=selector)
        [(_, key)] = element.items()
        await self._call(f"/element/{key}/value", text=text)

    async def click(self, selector: str) -> None:
        """Click something."""
        element = await self._call("/element", using="css selector", value=selector)
        [(_, key)] = element.items()
        await self._call(f"/element/{key}/click")

    async def press(self, keys: str) -> None:
        """Press keys one after the other, wherever the focus is, as a reader does."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        await self._call("/actions", actions=[{"type": "key", "id": "reader", "actions": actions}])

    async def _call(self, path: str, **said: Any) -> Any:
        answer = await self._client.post(self._at + path, json=said)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.json()["value"]


@asynccontextmanager
async def webkit(folder: Path) -> AsyncIterator[WebKit]:
    """A window with nothing in it; what the browser keeps lies in the folder."""
    port = processes.free_port()
    with _screen() as display, _driver(display, port, folder):
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url, timeout=_SECONDS) as client:
            session = await _session(client)
            try:
                yield WebKit(client, session)
            finally:
                await client.delete(f"/session/{session}")


async def _session(client: httpx.AsyncClient) -> str:
    async with asyncio.timeout(_SECONDS):
        while True:
            try:
                await client.get("/status")
                break
            except httpx.TransportError:
                await asyncio.sleep(0.05)
    options = {"binary": str(browser()), "args": ["--automation"]}
    wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    answer = await client.post("/session", json={"capabilities": wanted})
    assert answer.status_code == httpx.codes.OK, answer.text
    return str(answer.json()["value"]["sessionId"])


@contextmanager
def _screen() -> Iterator[str]:
    """A screen in memory; the server that makes it chooses its number."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1100x900x24",
        "-nolisten",
        "tcp",
    ]
    with _ended(subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)):
        os.close(writing)
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"


@contextmanager
def _driver(display: str, port: int, folder: Path) -> Iterator[None]:
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "en_GB.UTF-8",
        "HOME": str(folder),
        "DISPLAY": display,
        "GDK_BACKEND": "x11",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "NO_AT_BRIDGE": "1",
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "XDG_RUNTIME_DIR": str(runtime),
    }
    command = ["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"]
    with _ended(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)):
        yield


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
