"""A real server process, and what it writes into its log."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests import processes
from tests.journeys.house import settings

_START_SECONDS = 40


@dataclass(slots=True)
class Log:
    """The log file of a server, of which each line is read once."""

    file: Path
    _read_bytes: int = 0

    def news(self) -> list[str]:
        """The whole lines since the last call."""
        with self.file.open("rb") as log:
            log.seek(self._read_bytes)
            whole, newline, _ = log.read().rpartition(b"\n")
        self._read_bytes += len(whole) + len(newline)
        return whole.decode().splitlines()


@contextmanager
def serving(database_url: str, folder: Path, **said: str) -> Iterator[tuple[httpx.Client, Log]]:
    """A client of a server with these settings, and the server's log: whole when the block ends."""
    port = str(processes.free_port())
    environment = settings(database_url, folder, PADDOCK_VAR=str(folder), PADDOCK_PORT=port, **said)
    log = folder / "server.log"
    with log.open("wb") as output, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve"],
            env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(client, process, log)
            yield client, Log(log)
        finally:
            process.terminate()
            process.wait(30)


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not _is_ready(client):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False
