"""The page of the door in a real browser: sign in, choose an event, see it live, settle."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from models import clock, sign_in
from models.conflicts import Conflict, Settlement
from models.devices import Device
from models.grants import Grant, Role
from models.members import Member
from models.sessions import Session
from schema.nodes import encode
from tests import clashes, doors, people
from tests.browser.chromium import TABLET, Visit, browser, visit
from tests.clashes import Clash
from tests.client import Api
from tests.server.listening import Listening, listening

pytestmark = [pytest.mark.browser]
CODE = "123456"


@pytest.fixture
async def server(db: str) -> AsyncIterator[Listening]:
    async with listening(db) as running:
        yield running


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as launched:
        yield launched


@pytest.fixture
async def at(api: Api) -> Clash:
    """A door with two tablets that both let Ann in, and Stan, who runs it."""
    found = await clashes.clash(api)
    await people.with_role("Stan", Role.VENUE_STAFF, found.north.event.venue_id)
    await Device.filter(id=found.north.device.id).update(
        name="Tablet 1", battery_percent=12, seen_at=clock.now()
    )
    await Device.filter(id=found.south.device.id).update(
        name="Tablet 2", battery_percent=80, unsent_count=7,
        seen_at=clock.now() - timedelta(minutes=5),
    )  # fmt: skip
    return found


def _address(server: Listening, path: str = "/door") -> str:
    return f"http://localhost:{server.port}{path}"


async def _sign_in(page: Page, email: str = "stan@people.example") -> None:
    """By the form, with a code that the server takes."""
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_role("button", name="Send me a code").click()
    code = page.get_by_label("Code from the letter")
    await expect(code).to_be_visible()
    hashed = sign_in._hashed(email, CODE)
    await sign_in.SignInCode.filter(email=email).update(code_hash=hashed)
    await code.fill(CODE)
    await page.get_by_role("button", name="Sign in").click()


async def _at_the_door(here: Visit, server: Listening) -> Page:
    await here.page.goto(_address(server))
    await _sign_in(here.page)
    await here.page.get_by_role("link", name="Night drive").click()
    await expect(here.page.get_by_role("status").filter(has_text="Live")).to_be_visible()
    return here.page


async def test_a_supervisor_signs_in_chooses_an_event_and_sees_it_live(
    server: Listening, chromium: Browser, api: Api, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        inside = page.locator(".inside .number")
        await expect(inside).to_have_text("1")
        tokens = await doors.crowd(at.north.event, 3)
        await at.north.verdicts(api, *tokens)
        await expect(inside).to_have_text("4")
        await expect(page.locator(".bars rect")).to_have_count(60)
        chart = page.get_by_role("img")
        assert "4 check-ins in the last hour" in str(await chart.get_attribute("aria-label"))
        assert {address.split("/")[2] for address in here.asked} == {f"localhost:{server.port}"}


async def test_what_is_wrong_stands_first(server: Listening, chromium: Browser, at: Clash) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        await expect(page.locator(".alerts li")).to_have_text(
            [
                "1 conflict is open",
                "Not heard of: Tablet 2 (South)",
                "Battery low: Tablet 1 (North)",
                "Scans not sent yet: Tablet 2 (South)",
            ]
        )
        await expect(page.locator(".device b")).to_have_text(["Tablet 2", "Tablet 1"])
        await expect(page.locator(".passages b")).to_have_text(["North", "South"])
        await expect(page.locator(".holder")).to_have_text("Ann · 90 s apart")


async def test_a_conflict_is_settled_on_the_page_and_what_is_typed_survives_new_views(
    server: Listening, chromium: Browser, api: Api, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        await page.get_by_text("Settle").click()
        await page.get_by_label("An intruder").check()
        await page.get_by_label("Note").fill("A copy")
        [token] = await doors.crowd(at.north.event, 1)
        await at.north.verdicts(api, token)
        await expect(page.locator(".inside .number")).to_have_text("2")
        await expect(page.get_by_label("Note")).to_have_value("A copy")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".conflicts")).to_be_hidden()
        row = await Conflict.get()
        assert (row.settlement, row.note) == (Settlement.INTRUDER, "A copy")


async def test_a_page_whose_server_went_away_says_so_and_goes_on_when_it_is_back(
    server: Listening, chromium: Browser, api: Api, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        await server.service.application.endpoint.sockets.close_all()
        await here.context.set_offline(True)
        await expect(page.get_by_text("No connection: this is from")).to_be_visible(timeout=20_000)
        [token] = await doors.crowd(at.north.event, 1)
        await at.north.verdicts(api, token)
        await here.context.set_offline(False)
        await expect(page.locator(".inside .number")).to_have_text("2", timeout=20_000)
        await expect(page.locator(".status.lost")).to_have_count(0)


async def test_whoever_loses_the_role_is_shown_out(
    server: Listening, chromium: Browser, api: Api, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        stan = await Member.get(name="Stan")
        await Grant.filter(member_id=stan.id).update(ends_at=clock.now())
        await expect(page.get_by_text("You no longer run this event.")).to_be_visible(
            timeout=15_000
        )
        assert await page.locator(".tiles").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1024])
async def test_nothing_is_wider_than_the_screen(
    server: Listening, chromium: Browser, at: Clash, width: int
) -> None:
    async with visit(chromium, viewport={"width": width, "height": 800}) as here:
        page = await _at_the_door(here, server)
        await page.get_by_text("Settle").click()
        await page.get_by_text("As a table").click()
        assert await page.evaluate("document.documentElement.scrollWidth") == width


async def test_a_reload_keeps_the_event_and_another_window_has_to_sign_in(
    server: Listening, chromium: Browser, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        await page.reload()
        await expect(page.locator(".inside .number")).to_have_text("1")
        event = encode("Event", at.north.event.id)
        other = await here.context.new_page()
        await other.goto(_address(server, f"/door#{event}"))
        await expect(other.get_by_label("E-mail address")).to_be_visible()


async def test_signing_out_ends_the_session_and_shows_nothing_more(
    server: Listening, chromium: Browser, at: Clash
) -> None:
    async with visit(chromium) as here:
        page = await _at_the_door(here, server)
        async with page.expect_response("**/graphql"):
            await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_label("E-mail address")).to_be_visible()
        assert await page.locator(".tiles").count() == 0
        assert await page.evaluate("sessionStorage.length") == 0
        revoked = Session.filter(member__name="Stan").exclude(revoked_at=None)
        assert await revoked.count() == 1


async def test_a_wrong_code_is_refused_in_the_language_of_the_page(
    server: Listening, chromium: Browser, at: Clash
) -> None:
    async with visit(chromium, locale="zh-CN", viewport=TABLET) as here:
        page = here.page
        await page.goto(_address(server))
        await page.get_by_label("电子邮箱").fill("stan@people.example")
        await page.get_by_role("button", name="发送验证码").click()
        await page.get_by_label("邮件中的验证码").fill("000000")
        await page.get_by_role("button", name="登录").click()
        await expect(page.get_by_role("alert")).to_contain_text("验证码")
        await page.get_by_role("button", name="English").click()
        await expect(page.get_by_label("E-mail address")).to_be_visible()
        assert await page.locator("html").get_attribute("lang") == "en"
