"""The private authority of an edge, as OpenSSL, which browsers' rules are like, judges it."""

import asyncio
import ssl
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from models import clock
from server.edge import authority
from server.edge.authority import NameNotCoveredError, Papers, papers


@asynccontextmanager
async def _listening(made: Papers) -> AsyncIterator[int]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.certificate, made.key)

    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _trusts(root: Path, port: int, name: str) -> bool:
    trust = ssl.create_default_context(cafile=str(root))
    try:
        _, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=trust, server_hostname=name
        )
    except ssl.SSLError:
        return False
    writer.close()
    return True


async def test_a_tablet_that_trusts_the_authority_trusts_the_edge(tmp_path: Path) -> None:
    made = papers(tmp_path / "authority", ["edge.venue.example", "192.168.8.20", "localhost"])
    async with _listening(made) as port:
        for name in ("edge.venue.example", "192.168.8.20", "localhost"):
            assert await _trusts(made.authority, port, name)
        assert not await _trusts(made.authority, port, "bank.example")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in made.key.parent.glob("*.key")}
    assert modes == {"authority.key": 0o600, "edge.key": 0o600}


async def test_a_stolen_authority_vouches_for_nobody_else(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    papers(folder, ["edge.venue.example"])
    with pytest.raises(NameNotCoveredError):
        papers(folder, ["bank.example"])
    with pytest.raises(NameNotCoveredError):
        papers(folder, ["203.0.113.5"])
    kept = x509.load_pem_x509_certificate((folder / "authority.crt").read_bytes())
    constraints = kept.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    papers(folder, ["10.1.2.3", "edge.local", "desk.edge.venue.example"])


async def test_what_a_thief_signs_for_another_site_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    made = papers(folder, ["edge.local"])
    stolen = authority._kept(made.authority, folder / "authority.key")
    assert stolen is not None
    made.certificate.write_bytes(authority._leaf(*stolen, ["bank.example"], made.key))
    async with _listening(made) as port:
        assert not await _trusts(made.authority, port, "bank.example")


async def test_the_authority_stays_and_the_certificate_is_renewed(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    first = papers(folder, ["edge.local"])
    leaf = x509.load_pem_x509_certificate(first.certificate.read_bytes())
    assert leaf.not_valid_after_utc - clock.now() < timedelta(days=30)
    later = clock.now() + timedelta(days=200)
    with clock.injected(lambda: later):
        second = papers(folder, ["edge.local"])
    assert second.fingerprint == first.fingerprint
    renewed = x509.load_pem_x509_certificate(second.certificate.read_bytes())
    assert renewed.not_valid_after_utc > later + timedelta(days=29)
    much_later = clock.now() + timedelta(days=340)
    with clock.injected(lambda: much_later):
        assert papers(folder, ["edge.local"]).fingerprint != first.fingerprint
