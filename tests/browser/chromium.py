"""A real browser for tests: the system's Chromium, headless, that reaches no other machine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1024, "height": 768}
expect.set_options(timeout=30_000)  # a page on a busy machine may take its time

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser with nothing in it."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=ARGUMENTS
        )
        try:
            yield launched
        finally:
            await launched.close()


@asynccontextmanager
async def visit(by: Browser, **said: Any) -> AsyncIterator["Visit"]:
    """A person's own window; nothing may go wrong in it that no test expects."""
    context = await by.new_context(**{"locale": "en-GB", "viewport": PHONE, **said})
    here = Visit(context, await context.new_page())
    here.page.on("pageerror", lambda error: here.errors.append(str(error)))
    here.page.on("request", lambda request: here.asked.append(request.url))
    try:
        yield here
    finally:
        await context.close()
    assert here.errors == []


class Visit:
    """A window, what went wrong in its scripts, and every address that it asked."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.context = context
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
