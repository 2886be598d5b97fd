"""The stage of a benchmark: a PostgreSQL that keeps its promises, real processes, their figures."""

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil

from server import migrate
from tests import postgres, processes

SECRET = "benchmarks " + "0123456789abcdef" * 2
_START_SECONDS = 30
_SERVER = (sys.executable, "-m", "server")


@dataclass(frozen=True)
class Server:
    """One server process on loopback."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """CPU time that the process has used, user and system."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory_kib(self) -> float:
        """Resident memory."""
        return float(self.process.memory_info().rss) / 1024

    def peak_mib(self) -> float:
        """The most resident memory that the process ever had; only Linux keeps it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@asynccontextmanager
async def database() -> AsyncIterator[str]:
    """A migrated database on disk, with fsync and synchronous_commit on, gone at the end."""
    end = processes.begin()
    with tempfile.TemporaryDirectory(prefix="paddock-bench-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o755)
        try:
            url = postgres.start(
                Path(home) / "postgres.d",
                fsync="on",
                synchronous_commit="on",
                shared_buffers="256MB",
                max_wal_size="4GB",
                shared_preload_libraries="pg_stat_statements",
            )
            await migrate.migrate(url)
            yield url
        finally:
            end()


@asynccontextmanager
async def server(url: str, **settings: str) -> AsyncIterator[Server]:
    """A server on that database, with limits and authentication on; stopped at the end."""
    port = processes.free_port()
    environment = _house(url) | {"PADDOCK_PORT": str(port)} | settings
    async with listening((*_SERVER, "serve"), port, **environment) as found:
        yield found


@asynccontextmanager
async def worker(url: str, **settings: str) -> AsyncIterator[None]:
    """A worker of its own beside the server, as in production; stopped at the end."""
    async with _running((*_SERVER, "worker"), _house(url) | settings):
        yield


@asynccontextmanager
async def listening(
    command: Sequence[str | Path], port: int, **environment: str
) -> AsyncIterator[Server]:
    """A process that listens on `port` of the loopback address; stopped at the end.

    Raises RuntimeError with what it said if it ends before it listens.
    """
    async with _running(command, environment) as (process, log):
        await _answering(port, process, log)
        yield Server(port, psutil.Process(process.pid))


def _house(url: str) -> dict[str, str]:
    return {
        "PADDOCK_DATABASE_URL": url,
        "PADDOCK_SECRET_KEY": SECRET,
        "PADDOCK_LOG_FORMAT": "json",
        "PADDOCK_COST_PER_SECOND": "1000000000",
        "PADDOCK_BURST_COST": "1000000000",
        "PADDOCK_ADDRESS_COST_PER_SECOND": "1000000000",
        "PADDOCK_ADDRESS_BURST_COST": "1000000000",
    }


@asynccontextmanager
async def _running(
    command: Sequence[str | Path], environment: dict[str, str]
) -> AsyncIterator[tuple["subprocess.Popen[bytes]", Path]]:
    """A process with a folder for its files, and its log."""
    with tempfile.TemporaryDirectory(prefix="paddock-bench-") as var:
        log = Path(var) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                env=os.environ | {"PADDOCK_VAR": var} | environment,
                stdout=output,
                stderr=output,
            )
        try:
            yield process, log
        finally:
            process.terminate()
            process.wait(_START_SECONDS)


async def statements(url: str) -> int:
    """How many statements the database has executed, transactions' own left out."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return int(
            await connection.fetchval(
                "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
                " WHERE query !~* '^(begin|commit|rollback)'"
            )
        )
    finally:
        await connection.close()


def token() -> str:
    """A random credential's tail."""
    return secrets.token_urlsafe(32)


def percentile(seconds: list[float], share: float) -> float:
    """The value below which so large a share of the measurements lies, in milliseconds."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


async def _answering(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(_START_SECONDS * 100):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.01)
        else:
            writer.close()
            return
    raise TimeoutError("the server did not start")
