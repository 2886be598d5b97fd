"""`make tour`: the main job against the running server, through the public API alone."""

import asyncio
import os
import sys

import httpx
from rich.console import Console

from tests.journeys.api import Caller
from tests.journeys.main_job import MEMBERS, STAFF, prepare

_URL = os.environ.get("PADDOCK_TOUR_URL", "http://127.0.0.1:8000")
_CODE = os.environ.get("PADDOCK_TOUR_CODE", "246810")
_DOMAIN = "story.paddock.example"
_ADDRESSES = [
    f"operator@{_DOMAIN}",
    *(f"seller.{number}@{_DOMAIN}" for number in range(1, STAFF + 1)),
    *(f"guest.{number}@{_DOMAIN}" for number in range(1, MEMBERS + 1)),
]


async def main() -> None:
    """Do the main job and print its last line."""
    console = Console(highlight=False)

    def say(step: str) -> None:
        console.print(f"  [green]✓[/] {step}", soft_wrap=True)

    async with httpx.AsyncClient(base_url=_URL, timeout=30) as http:
        job = await prepare(http, _with_the_storys_code, _ADDRESSES, _URL, say)
        tally = await job.run()
    console.print(
        f"main job ok: registered {tally.registered}, waitlisted {tally.waitlisted},"
        f" checked in {tally.checked_in}, refused {tally.refused}, points {tally.points},"
        f" leads {tally.leads}, notified {tally.notified}",
        soft_wrap=True,
    )


async def _with_the_storys_code(anyone: Caller, address: str) -> Caller:
    return await anyone.sign_in(address, _CODE)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except httpx.ConnectError:
        sys.exit(f"No server answers at {_URL}; start one with `make run` in another terminal.")
