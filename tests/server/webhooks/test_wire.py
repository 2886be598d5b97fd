"""The wire: what is connected to is what was looked at, and no answer leads anywhere."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.webhook_addresses import AddressRules
from models.webhook_deliveries.concluding import Attempt
from models.webhook_deliveries.rows import AttemptFailure
from server.webhooks import wire as wires
from server.webhooks.wire import Resolve, Wire, looked_up
from tests.webhooks import EVERY_PORT, RULES, receiver

BODY = b'{"type":"webhook.ping"}'
STRICT = AddressRules(EVERY_PORT, has_plain_http=True)


async def _post(
    url: str,
    resolve: Resolve = looked_up,
    rules: AddressRules = RULES,
    trusted: ssl.SSLContext | None = None,
) -> Attempt:
    wire = Wire(rules, resolve, trusted)
    try:
        return await wire.post(url, {"webhook-id": "msg_1"}, BODY)
    finally:
        await wire.close()


def _leading_to(*addresses: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolve


async def test_a_message_is_posted_as_it_is_and_its_status_comes_back() -> None:
    async with receiver(202) as there:
        attempt = await _post(there.url)

    assert (attempt.status, attempt.failure) == (202, None)
    assert 0 <= attempt.duration_ms < 5_000
    [call] = there.calls
    assert (call.path, call.body) == ("/hooks", BODY)
    assert call.headers == {
        "host": f"127.0.0.1:{there.port}",
        "content-type": "application/json",
        "user-agent": "Paddock-Webhooks",
        "connection": "close",
        "webhook-id": "msg_1",
        "content-length": str(len(BODY)),
    }


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    async with receiver() as other, receiver(status, more=b"") as there:
        there.more = f"Location: {other.url}\r\n".encode()
        attempt = await _post(there.url)

    assert (attempt.status, attempt.failure) == (status, AttemptFailure.REDIRECTED)
    assert other.calls == []


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
async def test_any_other_status_is_a_refusal(status: int) -> None:
    async with receiver(status) as there:
        attempt = await _post(there.url)
    assert (attempt.status, attempt.failure) == (status, AttemptFailure.REFUSED)


async def test_no_cookie_is_kept() -> None:
    async with receiver(more=b"Set-Cookie: a=1; Path=/\r\n") as there:
        wire = Wire(RULES)
        for _ in range(2):
            await wire.post(there.url, {}, BODY)
        await wire.close()
    assert ["cookie" in call.headers for call in there.calls] == [False, False]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.8",
        "100.64.1.1",
        "169.254.169.254",
        "::1",
        "::ffff:127.0.0.1",
        "fe80::1%lo",
        "fd00::1",
        "224.0.0.1",
        "0.0.0.0",
    ],
)
async def test_a_name_that_leads_to_a_closed_address_is_not_connected_to(address: str) -> None:
    async with receiver() as there:
        url = f"http://crm.dealer.example:{there.port}/"
        attempt = await _post(url, _leading_to(address), STRICT)
    assert (attempt.status, attempt.failure) == (None, AttemptFailure.ADDRESS_FORBIDDEN)
    assert there.calls == []


async def test_one_closed_address_among_open_ones_closes_the_name() -> None:
    async with receiver() as there:
        url = f"http://crm.dealer.example:{there.port}/"
        attempt = await _post(url, _leading_to("8.8.8.8", "127.0.0.1"), STRICT)
    assert attempt.failure is AttemptFailure.ADDRESS_FORBIDDEN
    assert there.calls == []


@pytest.mark.parametrize(
    "host", ["localhost", "0177.0.0.1", "0x7f.1", "2130706433", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
async def test_every_way_to_write_loopback_is_closed_to_the_systems_own_look_up_too(
    host: str,
) -> None:
    async with receiver() as there:
        attempt = await _post(f"http://{host}:{there.port}/", rules=STRICT)
    assert attempt.failure is AttemptFailure.ADDRESS_FORBIDDEN
    assert there.calls == []


@pytest.mark.parametrize("host", ["0177.0.0.1", "2130706433", "localhost"])
async def test_what_the_system_makes_of_such_a_name_is_closed_by_itself(host: str) -> None:
    found = await looked_up(host, 80)
    assert found
    assert not any(map(STRICT.is_open, found))


async def test_a_name_is_looked_up_once_and_what_it_leads_to_later_counts_for_nothing() -> None:
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    async with receiver() as there:
        attempt = await _post(f"http://crm.dealer.example:{there.port}/in?a=1", rebinding)

    assert (attempt.status, asked) == (204, ["crm.dealer.example"])
    assert there.calls[0].headers["host"] == f"crm.dealer.example:{there.port}"
    assert there.calls[0].path == "/in?a=1"


async def test_the_next_address_of_a_name_is_tried_where_one_lets_nobody_in() -> None:
    async with receiver() as there:
        url = f"http://crm.dealer.example:{there.port}/"
        attempt = await _post(url, _leading_to("127.0.0.9", "127.0.0.1"))
    assert (attempt.status, attempt.failure) == (204, None)


async def test_a_name_that_leads_nowhere_says_so() -> None:
    async def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such name")

    attempt = await _post("http://crm.dealer.example/", nowhere)
    assert attempt.failure is AttemptFailure.NAME_UNKNOWN


async def test_a_port_that_nobody_listens_at_lets_nobody_in() -> None:
    async with receiver() as there:
        url = there.url
    assert (await _post(url)).failure is AttemptFailure.NO_CONNECTION


async def test_who_does_not_answer_in_time_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wires, "LIMIT_SECONDS", 0.2)
    async with receiver(is_open=False) as there:
        attempt = await _post(there.url)
    assert (attempt.status, attempt.failure) == (None, AttemptFailure.NO_ANSWER)
    assert 150 <= attempt.duration_ms < 5_000


async def _answering(raw: bytes) -> Attempt:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(raw)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        return await _post(f"http://127.0.0.1:{port}/")
    finally:
        server.close()


async def test_an_answer_that_is_no_http_or_has_no_end_of_headers_is_none() -> None:
    for raw in (b"220 mail ready\r\n", b"", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000):
        assert (await _answering(raw)).failure is AttemptFailure.ANSWER_UNREADABLE


async def test_of_an_answer_without_end_the_status_alone_is_read() -> None:
    written = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while written < 100_000_000:
                writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
                await writer.drain()
                written += 65536
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    attempt = await _post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    server.close()

    assert (attempt.status, attempt.failure) == (200, None)
    assert written < 50_000_000


def _certificate(folder: Path, name: x509.GeneralName) -> ssl.SSLContext:
    """A server's context, whose certificate, for one name, lies in `folder` as ca.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dealer")])
    now = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "ca.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


async def test_encryption_is_for_the_name_though_the_address_is_connected_to(
    tmp_path: Path,
) -> None:
    context = _certificate(tmp_path, x509.DNSName("crm.dealer.example"))
    asked: list[str | None] = []

    def note(_socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        asked.append(name)

    context.sni_callback = note
    trusted = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    async with receiver(certificate=context) as there:
        found = [
            await _post(f"https://{host}:{there.port}/", _leading_to("127.0.0.1"), trusted=trusted)
            for host in ("crm.dealer.example", "other.dealer.example")
        ]

    assert [(one.status, one.failure) for one in found] == [
        (204, None),
        (None, AttemptFailure.NO_ENCRYPTION),
    ]
    assert asked == ["crm.dealer.example", "other.dealer.example"]
    assert len(there.calls) == 1


async def test_a_certificate_that_nobody_vouches_for_is_none(tmp_path: Path) -> None:
    context = _certificate(tmp_path, x509.IPAddress(ip_address("127.0.0.1")))
    async with receiver(certificate=context) as there:
        attempt = await _post(there.url)
    assert attempt.failure is AttemptFailure.NO_ENCRYPTION
