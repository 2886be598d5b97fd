"""Unsubscribing: by the link in the letter, in one click, and only with the house's signature."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest
from starlette.applications import Starlette

from models import mails
from models.mails import MailKind, MailOptOut
from server import unsubscribe
from server.unsubscribe import Subscription
from tests.postbox import KEY

ANN = Subscription("ann@people.example", MailKind.EVENTS, "en")


@pytest.fixture
async def browser(db: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with the page in front of them."""
    del db
    app = Starlette(routes=unsubscribe.routes(KEY, "Luming"))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://luming.example") as client:
        yield client


def _path(token: str) -> str:
    return f"{unsubscribe.PATH}?token={token}"


def test_a_token_says_what_it_ends_and_nothing_else_opens_it() -> None:
    token = unsubscribe.token(ANN, KEY)
    said, _, signature = token.partition(".")
    other = urlsafe_b64encode(orjson.dumps(["eve@people.example", "EVENTS", "en"])).decode()

    assert unsubscribe.read(token, KEY) == ANN
    assert unsubscribe.read(token, b"x" * 32) is None
    forged = ["", ".", said, f"{other}.{signature}", f"{said}.", f"{said}.AAAA", "§.§", token[:-2]]
    assert [unsubscribe.read(text, KEY) for text in forged] == [None] * len(forged)


async def test_opening_the_link_asks_and_changes_nothing(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(_path(unsubscribe.token(ANN, KEY)))

    assert answer.status_code == 200
    assert "ann@people.example" in answer.text
    assert '<form method="post">' in answer.text
    assert await MailOptOut.all().count() == 0


async def test_the_button_and_the_mail_programs_one_click_unsubscribe_once(
    browser: httpx.AsyncClient,
) -> None:
    path = _path(unsubscribe.token(ANN, KEY))

    pressed = await browser.post(path)
    clicked = await browser.post(path, data={"List-Unsubscribe": "One-Click"})

    assert (pressed.status_code, clicked.status_code) == (200, 200)
    assert "no more letters about events" in pressed.text
    [row] = await MailOptOut.all()
    assert (row.address, row.kind) == ("ann@people.example", MailKind.EVENTS)
    assert not await mails.is_wanted("ann@people.example", MailKind.EVENTS)
    assert await mails.is_wanted("ann@people.example", MailKind.LEADS)
    assert await mails.is_wanted("ann@people.example", MailKind.PASS)


async def test_the_page_speaks_the_readers_language_and_shows_no_markup_of_theirs(
    browser: httpx.AsyncClient,
) -> None:
    odd = Subscription("<b>@people.example", MailKind.LEADS, "zh")

    answer = await browser.post(_path(unsubscribe.token(odd, KEY)))

    assert "退订成功" in answer.text
    assert "&lt;b&gt;@people.example" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["", "nonsense", "WyJhIl0.AAAA"])
async def test_a_link_that_is_not_ours_is_refused_and_changes_nothing(
    browser: httpx.AsyncClient, method: str, token: str
) -> None:
    english = await browser.request(method, _path(token))
    chinese = await browser.request(method, _path(token), headers={"accept-language": "zh-CN"})

    assert (english.status_code, chinese.status_code) == (404, 404)
    assert "not complete or not ours" in english.text
    assert "链接不完整或无效" in chinese.text
    assert await MailOptOut.all().count() == 0


async def test_nobody_unsubscribes_from_passes_and_codes(db: str) -> None:
    del db
    for kind in (MailKind.PASS, MailKind.SIGN_IN, MailKind.ACCOUNT):
        await mails.opt_out("ann@people.example", kind)
        assert await mails.is_wanted("ann@people.example", kind)
