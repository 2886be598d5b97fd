"""The page of a pass in a real browser: bright, in both languages, and there without a network."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.async_api import Browser, Locator, expect

from models import cancelling, database, passes
from models.registrations import Registration
from models.seats import Seat
from tests import doors, places
from tests.browser.chromium import Visit, browser, visit
from tests.house import LINKS
from tests.server.listening import Listening, listening

pytestmark = [pytest.mark.browser]


@pytest.fixture
async def server(db: str) -> AsyncIterator[Listening]:
    async with listening(db) as running:
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


async def _party(seats: int = 1) -> tuple[Registration, list[Seat]]:
    registration = await places.register(await places.event(), "Ann", seats)
    return registration, await Seat.filter(registration_id=registration.id).order_by("position")


def _address(server: Listening, seat: Seat) -> str:
    return f"http://localhost:{server.port}/pass/{LINKS.token(seat.id)}"


async def _scanned(shown: Locator) -> list[str]:
    """What a tablet's camera would read there."""
    picture = Image.open(BytesIO(await shown.screenshot()))
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=only_qr)]


async def _kept(here: Visit) -> None:
    """Return once the phone has the page for when there is no network."""
    await here.page.wait_for_function(
        "caches.open('paddock-passes-1').then((kept) => kept.match(location.pathname))"
        ".then(Boolean)"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_code_on_the_screen_is_the_pass(
    server: Listening, chromium: Browser, scheme: str
) -> None:
    _, [seat] = await _party()
    async with visit(chromium, color_scheme=scheme) as here:
        await here.page.goto(_address(server, seat))
        assert await _scanned(here.page.locator(".pass")) == await doors.tokens(seat)
        await here.page.get_by_role("button", name="Show large and bright").click()
        dialog = here.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        assert await _scanned(dialog) == await doors.tokens(seat)
        ground = await dialog.evaluate("(it) => getComputedStyle(it).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        await here.page.get_by_role("button", name="Close").click()
        await expect(dialog).to_be_hidden()
        assert {address.split("/")[2] for address in here.asked} == {f"localhost:{server.port}"}


async def test_once_opened_it_is_there_without_a_network_and_says_when_it_was_checked(
    server: Listening, chromium: Browser
) -> None:
    _, [seat] = await _party()
    async with visit(chromium) as here:
        page = here.page
        await page.goto(_address(server, seat))
        await _kept(here)
        await here.context.set_offline(True)
        await page.reload()
        await expect(page.get_by_text("No network: this is how it was")).to_be_visible()
        await expect(page.locator(".checked")).to_contain_text("Checked ")
        assert await _scanned(page.locator(".pass")) == await doors.tokens(seat)
        await page.get_by_role("button", name="中文").click()
        await expect(page.get_by_text("当前无网络")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("当前无网络")).to_be_visible()
        other = await here.context.new_page()
        with pytest.raises(Exception, match="ERR_"):
            await other.goto(f"http://localhost:{server.port}/door")


async def test_back_online_a_new_pass_takes_the_place_of_the_old_one_by_itself(
    server: Listening, chromium: Browser
) -> None:
    _, [seat] = await _party()
    async with visit(chromium) as here:
        page = here.page
        await page.goto(_address(server, seat))
        await _kept(here)
        await here.context.set_offline(True)
        await page.reload()
        [before] = await doors.tokens(seat)
        await passes.reissue(seat, by=seat.id)
        assert await _scanned(page.locator(".pass")) == [before]
        drawn = await page.locator(".code svg").inner_html()
        await here.context.set_offline(False)
        await expect(page.locator("#offline")).to_be_hidden()
        await page.wait_for_function(
            "(drawn) => document.querySelector('.code svg').innerHTML !== drawn", arg=drawn
        )
        assert await _scanned(page.locator(".pass")) == await doors.tokens(seat) != [before]


async def test_a_seat_that_is_cancelled_meanwhile_closes_the_bright_code(
    server: Listening, chromium: Browser
) -> None:
    registration, [seat] = await _party()
    async with visit(chromium) as here:
        page = here.page
        await page.goto(_address(server, seat))
        await _kept(here)
        await page.get_by_role("button", name="Show large and bright").click()
        async with database.transaction():
            await cancelling.cancel(registration, by=places.booked_by(registration))
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(page.get_by_text("This seat is cancelled.")).to_be_visible()
        await expect(page.locator(".code")).to_have_count(0)


async def test_a_server_that_is_broken_does_not_take_the_pass_away(
    server: Listening, chromium: Browser
) -> None:
    _, [seat] = await _party()
    async with visit(chromium) as here:
        page = here.page
        await page.goto(_address(server, seat))
        await _kept(here)
        server.service.application.health.is_draining = True
        await here.context.route("**/pass/*", lambda route: route.fulfill(status=503, body="away"))
        await page.reload()
        await expect(page.locator(".code")).to_be_visible()
        assert await _scanned(page.locator(".pass")) == await doors.tokens(seat)


async def test_the_passes_of_a_party_are_leafed_through(
    server: Listening, chromium: Browser
) -> None:
    _, seats = await _party(3)
    async with visit(chromium) as here:
        page = here.page
        await page.goto(_address(server, seats[0]))
        cards = page.locator(".pass")
        await expect(cards).to_have_count(3)
        await expect(page.get_by_role("button", name="Back")).to_be_disabled()
        for place, token in enumerate(await doors.tokens(*seats)):
            await expect(cards.nth(place)).to_be_in_viewport(ratio=0.9)
            assert await _scanned(cards.nth(place)) == [token]
            if place < 2:
                await page.get_by_role("button", name="Next").click()
        await expect(page.get_by_role("button", name="Next")).to_be_disabled()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
async def test_nothing_is_wider_than_a_phone(
    server: Listening, chromium: Browser, locale: str
) -> None:
    _, seats = await _party(3)
    async with visit(chromium, locale=locale, viewport={"width": 320, "height": 600}) as here:
        await here.page.goto(_address(server, seats[0]))
        assert await here.page.evaluate("document.documentElement.scrollWidth") == 320


async def test_a_link_that_is_none_says_so_in_the_browsers_language(
    server: Listening, chromium: Browser
) -> None:
    async with visit(chromium, locale="zh-CN") as here:
        await here.page.goto(f"http://localhost:{server.port}/pass/nonsense")
        await expect(here.page.get_by_role("heading", name="此处没有通行证")).to_be_visible()
        await here.page.get_by_role("button", name="English").click()
        await expect(here.page.get_by_role("heading", name="There is no pass")).to_be_visible()


async def test_without_scripts_the_pass_is_there_all_the_same(
    server: Listening, chromium: Browser
) -> None:
    _, [seat] = await _party()
    async with visit(chromium, java_script_enabled=False) as here:
        await here.page.goto(_address(server, seat))
        assert await _scanned(here.page.locator(".pass")) == await doors.tokens(seat)
