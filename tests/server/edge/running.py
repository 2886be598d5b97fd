"""A cloud and its edges for tests: real processes, cut off and killed when a test wants it."""

import asyncio
import contextlib
import os
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from tests import furnished, processes
from tests.journeys.api import Caller

_START_SECONDS = 60


@dataclass
class Cloud:
    """The cloud at an address of its own, there or not."""

    environment: dict[str, str]
    folder: Path
    port: int = field(default_factory=processes.free_port)

    @property
    def url(self) -> str:
        """Its address, also while it is not there."""
        return f"http://127.0.0.1:{self.port}"

    @contextlib.asynccontextmanager
    async def there(self) -> AsyncIterator[httpx.AsyncClient]:
        """The cloud, until the block ends; then nothing answers."""
        with (self.folder / "cloud.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "server", "serve"],
                env=self.environment | {"PADDOCK_PORT": str(self.port)},
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            async with httpx.AsyncClient(base_url=self.url, timeout=30) as http:
                await _answers(http, process)
                yield http
        except BaseException:
            sys.stderr.write((self.folder / "cloud.log").read_text()[-6000:])
            raise
        finally:
            process.kill()
            process.wait(30)


@dataclass
class EdgeHouse:
    """The computer of an edge: what is left of it between two starts."""

    cloud: str
    event_id: UUID
    folder: Path
    port: int = field(default_factory=processes.free_port)
    is_encrypted: bool = False

    @property
    def url(self) -> str:
        """Where tablets reach it."""
        scheme, host = ("https", "localhost") if self.is_encrypted else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self.port}"

    @property
    def trust(self) -> ssl.SSLContext | bool:
        """What a tablet trusts: its own authorities, and the edge's where it was told to."""
        file = self.folder / "edge" / "authority" / "authority.crt"
        return ssl.create_default_context(cafile=str(file)) if self.is_encrypted else True

    @property
    def place(self) -> Path:
        """The edge's own folder."""
        return self.folder / "edge" / str(self.event_id)

    @property
    def database_url(self) -> str:
        """The edge's database, for when no edge runs."""
        return f"sqlite://{self.place / 'edge.db'}"

    def start(self, *words: str, **settings: str) -> "subprocess.Popen[bytes]":
        """The process, just started."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PADDOCK_")}
        log = (self.folder / "edge.log").open("ab")
        with log:
            return subprocess.Popen(
                [
                    sys.executable, "-m", "server", "edge", "--from", self.cloud,
                    "--event", str(self.event_id), "--port", str(self.port),
                    "--address", self.url, *words,
                ],
                env=kept | {"PADDOCK_VAR": str(self.folder), **settings},
                stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip

    @contextlib.asynccontextmanager
    async def running(self, *words: str, **settings: str) -> AsyncIterator["Edge"]:
        """An edge that serves, ended with the block, unless it was killed in it."""
        await furnished.put_migrated(self.place / "edge.db")  # or it would begin with that
        process = self.start(*words, **settings)
        try:
            await self._begins(process)
            async with httpx.AsyncClient(base_url=self.url, timeout=30, verify=self.trust) as http:
                await _answers(http, process)
                yield Edge(self, process, http)
        except BaseException:
            sys.stderr.write(self.said()[-6000:])
            raise
        finally:
            process.kill()
            process.wait(30)

    async def _begins(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait until it has the papers that it is to show."""
        async with asyncio.timeout(_START_SECONDS):
            while self.is_encrypted and "SHA-256" not in self.said():
                assert process.poll() is None, "it ended by itself"
                await asyncio.sleep(0.05)

    def said(self) -> str:
        """All that it ever wrote on its terminal."""
        return (self.folder / "edge.log").read_text()


@dataclass
class Edge:
    """An edge that runs."""

    house: EdgeHouse
    process: "subprocess.Popen[bytes]"
    http: httpx.AsyncClient

    def tablet(self, credential: str) -> Caller:
        """A tablet that speaks with it."""
        return Caller(self.http, credential)

    async def says(self, words: str, seconds: float = 40) -> None:
        """Wait until its last line of status has these words."""
        async with asyncio.timeout(seconds):
            while words not in _last_status(self.house.said()):
                await asyncio.sleep(0.1)


def _last_status(said: str) -> str:
    lines = [line for line in said.splitlines() if line.startswith("inside ")]
    return lines[-1] if lines else ""


async def _answers(http: httpx.AsyncClient, process: "subprocess.Popen[bytes]") -> None:
    async with asyncio.timeout(_START_SECONDS):
        while True:
            assert process.poll() is None, "it ended by itself"
            with contextlib.suppress(httpx.TransportError):
                if (await http.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
