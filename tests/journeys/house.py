"""A whole house for journeys: real server and worker processes on a database of their own."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests import processes
from tests.house import SECRET

_START_SECONDS = 40


def settings(database_url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a process of this house."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PADDOCK_")},
        "PADDOCK_DATABASE_URL": database_url,
        "PADDOCK_SECRET_KEY": SECRET,
        "PADDOCK_PICTURE_STORE": f"file://{folder}/pictures",
        "PADDOCK_LOG_FORMAT": "json",
        **more,
    }


def command(environment: dict[str, str], *words: str) -> str:
    """Run a command of `python -m server` to its end and return what it printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "server", *words],
        env=environment, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@contextlib.asynccontextmanager
async def running(
    environment: dict[str, str], word: str
) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """A process of the house, ended with the block; its log is shown if the block fails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "server", word],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield process
    except BaseException:
        process.terminate()
        sys.stderr.write(process.communicate(timeout=30)[0].decode()[-8000:])
        raise
    finally:
        if process.poll() is None:
            process.terminate()
        if process.stdout and not process.stdout.closed:
            process.communicate(timeout=30)


@contextlib.asynccontextmanager
async def serving(
    environment: dict[str, str], killed: asyncio.Event | None = None
) -> AsyncIterator[str]:
    """The address of a server that is ready; it is killed outright once `killed` is set."""
    port = processes.free_port()
    async with running(environment | {"PADDOCK_PORT": str(port)}, "serve") as process:
        url = f"http://127.0.0.1:{port}"
        await _ready(url, process)
        killer = asyncio.create_task(_kill(process, killed)) if killed else None
        yield url
        if killer:
            await killer


@contextlib.asynccontextmanager
async def running_at(
    environment: dict[str, str], port: int
) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """A server at this port that is ready, for whoever kills it and starts it again."""
    async with running(environment | {"PADDOCK_PORT": str(port)}, "serve") as process:
        await _ready(f"http://127.0.0.1:{port}", process)
        yield process


async def _kill(process: "subprocess.Popen[bytes]", killed: asyncio.Event) -> None:
    await killed.wait()
    process.kill()


async def _ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    async with httpx.AsyncClient(base_url=url) as http, asyncio.timeout(_START_SECONDS):
        while True:
            assert process.poll() is None, "the server ended by itself"
            with contextlib.suppress(httpx.TransportError):
                if (await http.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
