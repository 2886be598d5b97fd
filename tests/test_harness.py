"""The servers that tests start are shared, apart from each other, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from tests import postgres

RUN = """
import asyncio, time
from tests import postgres, processes, valkey

async def main():
    async with valkey.server() as doorbell, postgres.database("template1") as database:
        print(processes.folder(), doorbell, database, flush=True)
        time.sleep(60)

processes.begin()
asyncio.run(main())
"""


async def _fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE sentence (words text)")
    await connection.execute("INSERT INTO sentence VALUES ('from the template')")
    await connection.close()


async def _fail(url: str) -> None:
    message = f"{url} was to be made once"
    raise AssertionError(message)


async def test_a_template_is_made_once_and_its_copies_know_nothing_of_each_other() -> None:
    template = await postgres.template("harness", _fill)
    assert await postgres.template("harness", _fail) == template

    async with postgres.database(template) as one, postgres.database(template) as other:
        connection = await asyncpg.connect(one)
        await connection.execute("DELETE FROM sentence")
        await connection.close()
        connection = await asyncpg.connect(other)
        assert await connection.fetchval("SELECT words FROM sentence") == "from the template"
        await connection.close()


def test_a_run_that_is_killed_outright_leaves_neither_servers_nor_files() -> None:
    environment = {**os.environ, "PADDOCK_TEST_DATABASE_URL": ""}
    command = [sys.executable, "-c", RUN]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder, *addresses = run.stdout.readline().split()
        assert [_is_listening(address) for address in addresses] == [True, True]
        run.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 15
    while Path(folder).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert [_is_listening(address) for address in addresses] == [False, False]


def _is_listening(address: str) -> bool:
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True
