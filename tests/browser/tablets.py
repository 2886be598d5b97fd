"""A tablet in a real browser: Chromium with the scanner in it, at a real server."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Playwright, Request, async_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM

_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@dataclass
class BrowserTablet:
    """One tablet: its profile outlives its browser, as a tablet's storage outlives a crash."""

    playwright: Playwright
    url: str
    profile: Path
    video: Path | None = None
    size: tuple[int, int] = (1024, 768)
    locale: str = "en-GB"
    strangers: list[str] = field(default_factory=list)
    context: BrowserContext | None = None

    @property
    def page(self) -> Page:
        """The one page of the app."""
        assert self.context is not None
        return self.context.pages[0]

    async def open(self, *, is_offline: bool = False) -> Page:
        """Start the browser, and the app in it, from the network or from its own cache."""
        video = [f"--use-file-for-fake-video-capture={self.video}"] if self.video else []
        self.context = await self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *_CAMERA, *video],
            viewport={"width": self.size[0], "height": self.size[1]},
            locale=self.locale,
            permissions=["camera"],
        )
        self.context.on("request", self._note)
        await self.go(is_offline=is_offline)
        await self.load()
        return self.page

    async def go(self, *, is_offline: bool) -> None:
        """Take the network away, or bring it back."""
        assert self.context is not None
        await self.context.set_offline(is_offline)

    async def load(self) -> None:
        """Load the app anew, and wait until it could scan."""
        await self.page.goto(f"{self.url}/scan/", wait_until="commit", timeout=60_000)
        await self.until("'paddock' in globalThis", seconds=60)

    async def close(self) -> None:
        """End the browser in good order."""
        if self.context is not None:
            await self.context.close()
            self.context = None

    async def kill(self) -> None:
        """SIGKILL the browser and everything that it started."""
        for process in _processes(self.profile):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        async with asyncio.timeout(10):
            while _processes(self.profile):
                await asyncio.sleep(0.05)
        context, self.context = self.context, None
        if context is not None:
            with suppress(Error):  # there is nobody left to close
                await context.close()

    async def snapshot(self) -> dict[str, Any]:
        """Where the tablet stands."""
        found: dict[str, Any] = await self.page.evaluate("paddock.scanner.snapshot")
        return found

    async def scan(self, text: str, direction: str = "ENTRY") -> dict[str, Any]:
        """What the app says of a code, however it got it."""
        outcome: dict[str, Any] = await self.page.evaluate(
            "([text, way]) => paddock.scanner.scan(text, way)", [text, direction]
        )
        return outcome

    async def until_sent(self, seconds: float = 60) -> None:
        """Wait until nothing is unsent."""
        await self.page.evaluate("paddock.scanner.sync()")
        await self.until("paddock.scanner.snapshot.counters.unsent === 0", seconds)

    async def until(self, holds: str, seconds: float = 60) -> None:
        """Wait for something to hold in the page.

        Playwright's own way of waiting evaluates texts, which the page's policy forbids.
        """
        async with asyncio.timeout(seconds):
            while not await self.page.evaluate(holds):
                await asyncio.sleep(0.02)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.strangers.append(request.url)


@asynccontextmanager
async def browser_tablet(url: str, **said: Any) -> AsyncIterator[BrowserTablet]:
    """A tablet with an empty profile, its browser open."""
    with tempfile.TemporaryDirectory(prefix="paddock-tablet-") as folder:
        async with async_playwright() as playwright:
            tablet = BrowserTablet(playwright, url, Path(folder), **said)
            await tablet.open()
            try:
                yield tablet
            finally:
                await tablet.close()


def _processes(profile: Path) -> list[int]:
    """The processes of the browser with this profile, and of no other."""
    mark = f"--user-data-dir={profile}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # it may have ended meanwhile
                if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found
