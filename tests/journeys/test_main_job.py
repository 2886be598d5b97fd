"""The main job against real processes, signed in by real mail, on both databases."""

import asyncio
import io
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path

import httpx
import zxingcpp
from PIL import Image

from tests import valkey
from tests.journeys.api import Caller
from tests.journeys.booking import Tally
from tests.journeys.house import command, running, serving, settings
from tests.journeys.mailbox import Mailbox, mailbox
from tests.journeys.main_job import MEMBERS, STAFF, MainJob, prepare

_ADDRESSES = [
    "olga@brand.example",
    *(f"seller{number}@dealers.example" for number in range(STAFF)),
    *(f"member{number}@people.example" for number in range(MEMBERS)),
]
_EXPECTED = Tally(
    registered=6, waitlisted=2, checked_in=8, refused=4, points=600, leads=8, notified=8
)


async def test_one_process_does_the_main_job(database_url: str, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(mailbox())
        environment = settings(database_url, tmp_path, **_smtp(box))
        command(environment, "operator", "add", _ADDRESSES[0])
        url = await stack.enter_async_context(serving(environment))
        await _do(stack, box, url, url)


async def test_two_servers_and_a_worker_do_the_main_job(database_url: str, tmp_path: Path) -> None:
    """The subscriber on one process, the scans on the other, Valkey the doorbell between them."""
    async with AsyncExitStack() as stack:
        box = await stack.enter_async_context(mailbox())
        doorbell = await stack.enter_async_context(valkey.server())
        environment = settings(
            database_url, tmp_path, **_smtp(box), PADDOCK_VALKEY_URL=doorbell,
            PADDOCK_WORKER_INSIDE="false",
        )  # fmt: skip
        command(environment, "operator", "add", _ADDRESSES[0])
        await stack.enter_async_context(running(environment, "worker"))
        one, other = [await stack.enter_async_context(serving(environment)) for _ in range(2)]
        await _do(stack, box, one, other)


def _smtp(box: Mailbox) -> dict[str, str]:
    return {
        "PADDOCK_SMTP_HOST": "127.0.0.1",
        "PADDOCK_SMTP_PORT": str(box.port),
        "PADDOCK_SMTP_ENCRYPTION": "none",
    }


async def _do(stack: AsyncExitStack, box: Mailbox, url: str, feed_url: str) -> None:
    http = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))

    async def by_mail(anyone: Caller, address: str) -> Caller:
        await anyone.do("signInStart", "expiresAt", email=address)
        return await anyone.sign_in(address, await box.newest_code(address))

    job = await prepare(http, by_mail, _ADDRESSES, feed_url, lambda _: None)
    assert await job.run() == _EXPECTED
    await _letters_came(box, job)


async def _letters_came(box: Mailbox, job: MainJob) -> None:
    """Each seat's pass is in its letter as a picture, and each dealer's staff had four leads."""
    async with asyncio.timeout(20):
        while sum("lead" in str(letter["Subject"]) for letter in box.letters) < 8:
            await asyncio.sleep(0.05)
    pictured = {text for letter in box.of("@people.example") for text in _passes_in(letter)}
    outlived = {job.passes["old form"], job.passes["cancelled"]}  # perhaps before they were sent
    genuine = {text for name, text in job.passes.items() if name != "forged"}
    assert genuine - outlived <= pictured <= genuine
    heard = [
        len([letter for letter in box.of(address) if "lead" in str(letter["Subject"])])
        for address in _ADDRESSES[1 : STAFF + 1]
    ]
    assert heard == [4, 4, 0]


def _passes_in(letter: EmailMessage) -> set[str]:
    pictures = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    return {
        zxingcpp.read_barcodes(
            Image.open(io.BytesIO(part.get_content())),
            formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        )[0].text
        for part in pictures
    }
