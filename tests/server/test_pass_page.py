"""The page of a pass over HTTP: for whoever has its link, and nobody who guesses."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
import zxingcpp
from PIL import Image

from models import cancelling, clock, database, passes, sessions
from models.events import Event, EventState
from models.halls import Hall
from models.members import Member
from models.registrations import Registration
from models.seats import Seat
from schema.nodes import encode
from server import paths
from tests import doors, people, places
from tests.application import Service, service
from tests.house import LINKS
from venues import qr
from venues.pass_links import PassLinks


@pytest.fixture
async def server(db: str) -> AsyncIterator[Service]:
    async with service(db, public_url=LINKS.address) as running:
        yield running


async def _party(seats: int = 1) -> tuple[Registration, list[Seat]]:
    registration = await places.register(await places.event(), "Ann", seats)
    found = await Seat.filter(registration_id=registration.id).order_by("position")
    return registration, found


def _path(seat: Seat) -> str:
    return f"/pass/{LINKS.token(seat.id)}"


def _codes(page: str) -> list[str]:
    return re.findall(r'<path d="([^"]+)"', page)


def _drawn(text: str) -> str:
    [code] = _codes(qr.svg(text))
    return code


async def test_a_link_shows_the_pass_with_what_one_has_to_know(server: Service) -> None:
    _, [seat] = await _party()
    answer = await server.client.get(_path(seat))
    assert answer.status_code == 200
    [text] = await doors.tokens(seat)
    assert _codes(answer.text) == [_drawn(text)]
    for said in (
        "Open House", "Ann", "Pier 7", "Great Hall", "7 Riverside Road",
        "Saturday 4 May 2030, 18:00–20:00 (UTC+8)", "2030年5月4日 星期六 18:00–20:00（UTC+8）",
    ):  # fmt: skip
        assert said in answer.text


async def test_the_drawing_is_read_by_an_independent_reader() -> None:
    # The page draws modules of one unit within a quiet zone of four; a picture of that reads.
    text = "PD1:" + "A" * 217
    size = int(re.findall(r'viewBox="0 0 (\d+) \d+"', qr.svg(text))[0])
    drawn = Image.open(BytesIO(qr.png(text, scale=4)))
    assert drawn.size == (size * 4, size * 4)
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in zxingcpp.read_barcodes(drawn, formats=only_qr)] == [text]


async def test_the_page_is_kept_by_nobody_but_its_reader(server: Service) -> None:
    _, [seat] = await _party()
    headers = (await server.client.get(_path(seat))).headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow, noarchive"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_first_of_a_party_has_all_passes_and_a_guest_their_own(server: Service) -> None:
    _, seats = await _party(3)
    texts = await doors.tokens(*seats)
    first = (await server.client.get(_path(seats[0]))).text
    guest = (await server.client.get(_path(seats[1]))).text
    assert _codes(first) == [_drawn(text) for text in texts]
    assert _codes(guest) == [_drawn(texts[1])]
    assert "Ann" not in guest
    assert "Guest 3" not in guest


async def test_a_reissued_pass_is_shown_under_the_same_link(server: Service) -> None:
    _, [seat] = await _party()
    before = (await server.client.get(_path(seat))).text
    await passes.reissue(seat, by=seat.member_id or seat.id)
    after = (await server.client.get(_path(seat))).text
    [text] = await doors.tokens(seat)
    assert _codes(after) == [_drawn(text)] != _codes(before)


async def test_a_cancelled_seat_shows_that_and_no_code(server: Service) -> None:
    registration, seats = await _party(2)
    async with database.transaction():
        await cancelling.cancel_seats(
            registration, [seats[1].id], by=places.booked_by(registration)
        )
    page = (await server.client.get(_path(seats[0]))).text
    assert len(_codes(page)) == 1
    assert "This seat is cancelled" in page
    assert "此席位已取消" in page


async def test_an_event_that_is_called_off_shows_no_code(server: Service) -> None:
    _, [seat] = await _party()
    await Event.all().update(state=EventState.CANCELLED)
    page = (await server.client.get(_path(seat))).text
    assert _codes(page) == []
    assert "The event has been cancelled." in page


async def test_an_event_that_is_over_shows_no_code_and_need_not_be_kept(server: Service) -> None:
    _, [seat] = await _party()
    good = (await server.client.get(_path(seat))).text
    with clock.injected(lambda: places.DOORS + timedelta(days=1)):
        page = (await server.client.get(_path(seat))).text
    assert _codes(page) == []
    assert "The event is over." in page
    assert ("<main data-over>" in good, "<main data-over>" in page) == (False, True)


async def test_who_waits_is_told_that_there_is_no_pass_yet(server: Service) -> None:
    event = await places.event(capacity=1)
    await places.register(event, "Ann")
    waiting = await places.register(event, "Ben")
    page = (await server.client.get(_path(await Seat.get(registration_id=waiting.id)))).text
    assert _codes(page) == []
    assert "No pass yet" in page


async def test_the_language_is_the_browsers_or_the_one_that_is_asked_for(server: Service) -> None:
    _, [seat] = await _party()
    for path, accepted, language in (
        ("", "en-GB,zh;q=0.5", "en"), ("", "fr,zh-CN;q=0.8,en;q=0.5", "zh"),
        ("?lang=zh", "en", "zh"), ("?lang=xx", "zh", "zh"),
    ):  # fmt: skip
        answer = await server.client.get(_path(seat) + path, headers={"Accept-Language": accepted})
        assert f'<html lang="{language}">' in answer.text


async def test_a_name_is_shown_as_a_name_and_not_as_markup(server: Service) -> None:
    event = await places.event(title="<script>alert(1)</script>")
    registration = await places.register(event, "Ann")
    await Hall.all().update(name="A & B")
    page = (await server.client.get(_path(await Seat.get(registration_id=registration.id)))).text
    assert "<script>alert" not in page
    assert "A &amp; B" in page


def _wrong(seat: Seat) -> list[str]:
    token = LINKS.token(seat.id)
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    # The last character has two bits that say nothing: of four that decode the same, one is ours.
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twins = [token[:-1] + letter for letter in alphabet if letter != token[-1]]
    other = PassLinks("", b"x" * 32).token(seat.id)
    return [token[:-1], token + "A", flipped, other, "A" * 43, "nonsense", "é" * 43, *twins]


async def test_every_wrong_link_is_answered_alike(server: Service) -> None:
    _, [seat] = await _party()
    unknown = LINKS.token(UUID(int=7))
    answers = [await server.client.get(f"/pass/{token}") for token in [*_wrong(seat), unknown]]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}
    assert "no pass here" in answers[0].text


async def test_whoever_guesses_on_is_let_in_nowhere_for_a_while(db: str) -> None:
    async with service(db, address_burst_cost=1_500, address_cost_per_second=1) as running:
        _, [seat] = await _party()
        codes = [
            (await running.client.get(f"/pass/{'A' * 42}{number}")).status_code
            for number in range(5)
        ]
        right = await running.client.get(_path(seat))
    assert codes == [404, 404, 404, 429, 429]
    assert right.status_code == 429
    assert int(right.headers["retry-after"]) > 0


async def test_the_worker_has_the_pages_of_passes_for_its_scope(server: Service) -> None:
    answer = await server.client.get("/pass/worker.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "service-worker-allowed" not in answer.headers


def test_no_log_has_a_link_that_opens_a_door() -> None:
    assert paths.told("/pass/SECRET") == paths.told("/pass/SECRET/apple.pkpass") == "/pass/..."
    assert paths.told("/graphql") == "/graphql"


async def test_without_a_certificate_the_wallets_file_is_answered_in_plain_words(
    server: Service,
) -> None:
    _, [seat] = await _party()
    english = await server.client.get(f"{_path(seat)}/apple.pkpass")
    chinese = await server.client.get(
        f"{_path(seat)}/apple.pkpass", headers={"Accept-Language": "zh"}
    )
    assert (english.status_code, chinese.status_code) == (501, 501)
    assert "no certificate for Apple Wallet" in english.text
    assert "Apple 钱包证书" in chinese.text
    page = (await server.client.get(_path(seat))).text
    assert "Wallet" not in page
    wrong = await server.client.get("/pass/nonsense/apple.pkpass")
    assert wrong.status_code == 404


async def test_the_api_tells_the_registrant_the_link_and_nobody_else(server: Service) -> None:
    _, [seat] = await _party()
    query = "query($id: ID!) { node(id: $id) { ... on Seat { pass { url walletAvailable } } } }"
    ann = await sessions.open_for(await Member.get(id=seat.member_id))
    ben = await sessions.open_for(await people.member("Ben"))
    told = await server.ask(query, token=ann.token, id=encode("Seat", seat.id))
    assert told.json()["data"]["node"]["pass"] == {
        "url": f"{LINKS.address}{_path(seat)}", "walletAvailable": False,
    }  # fmt: skip
    assert (await server.client.get(_path(seat))).status_code == 200
    untold = await server.ask(query, token=ben.token, id=encode("Seat", seat.id))
    assert untold.json()["data"]["node"] is None
