"""`make bench-cold`: the start, a document that nobody has sent before, and memory at its peak.

On a SQLite database with the story in it, files in the page cache. The start is from the spawn of
`python -m server serve` until it has answered an operation. A document of the feed's size is
executed a hundred times by one member, DOCUMENTS times over. The peak is the process's own high
water after the story's main job, and after the operations in OPERATIONS, JSON lines as
`{"query": …, "variables": …, "operationName": …}`, sent by an operator, a member and nobody.
"""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import orjson
import uvloop

from benchmarks import stage
from benchmarks.crowd import SEAL
from benchmarks.feed import FEED
from benchmarks.stage import Server
from benchmarks.wire import Wire
from models import database
from server import boot, migrate
from server.story import telling
from server.story.brand import DOMAIN

STARTS = 7
DOCUMENTS = 10
TIMES = 100
JOBS = 3

_CODE = "246810"
_SIGN_IN = """mutation($input: SignInCompleteInput!) {
  signInComplete(input: $input) { token userErrors { code } }
}"""


async def main(operations: Path | None) -> None:
    """Measure everything and print the figures; the last line is JSON."""
    async with _story() as url:
        await _start(url)  # with cold files
        starts = [await _start(url) for _ in range(STARTS)]
        print(f"starts: {', '.join(f'{took:.2f} s' for took in starts)}", flush=True)
        async with stage.server(url) as server:
            idle = server.peak_mib()
            first, hundredth = await _executions(server)
        async with stage.server(url) as server:
            for _ in range(JOBS):
                await _do_the_main_job(server)
            sent = await _replay(server, operations) if operations else 0
            peak = server.peak_mib()
    figures = {
        "start_s": round(median(starts), 2),
        "first_ms": round(1000 * median(first), 2),
        "hundredth_ms": round(1000 * median(hundredth), 2),
        "idle_mib": round(idle, 1),
        "peak_mib": round(peak, 1),
        "replayed": sent,
    }
    print(orjson.dumps(figures).decode())


@asynccontextmanager
async def _story() -> AsyncIterator[str]:
    """A SQLite database with the story in it, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="paddock-bench-") as home:
        url = f"sqlite://{home}/paddock.db"
        await migrate.migrate(url)
        async with database.connected(url):
            await boot.ensure(SEAL)
            await telling.tell(SEAL)
        yield url


async def _start(url: str) -> float:
    """Seconds from the spawn to the first answer."""
    began = time.perf_counter()
    async with stage.server(url) as server, Wire(server.port) as wire:
        await wire.ask("{ __typename }")
        return time.perf_counter() - began


async def _executions(server: Server) -> tuple[list[float], list[float]]:
    """What the first and the last of TIMES executions take, in seconds, of each new document."""
    first, last = [], []
    async with Wire(server.port, await _token(server, "member")) as wire:
        for number in range(-1, DOCUMENTS):
            document = FEED.replace("query Feed", f"query Feed{number + 1}")
            took = [await _execution(wire, document) for _ in range(TIMES)]
            if number >= 0:  # before that, the process itself is new
                first.append(took[0])
                last.append(took[-1])
    return first, last


async def _execution(wire: Wire, document: str) -> float:
    began = time.perf_counter()
    data = await wire.ask(document, first=20)
    took = time.perf_counter() - began
    if len(data["feed"]["edges"]) != 20:
        raise RuntimeError(data)
    return took


async def _do_the_main_job(server: Server) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.journeys.tour",
        env=os.environ | {"PADDOCK_TOUR_URL": f"http://127.0.0.1:{server.port}"},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    if b"main job ok" not in said:
        raise RuntimeError(said.decode())


async def _replay(server: Server, operations: Path) -> int:
    """Send every recorded operation as each kind of viewer, and return how many were answered."""
    tokens = [await _token(server, "operator"), await _token(server, "member"), ""]
    return sum(await asyncio.gather(*(_send_all(Wire(server.port, t), operations) for t in tokens)))


async def _send_all(viewer: Wire, operations: Path) -> int:
    sent = 0
    async with viewer as wire:
        for body in _recorded(operations):
            orjson.loads(await wire.post(body))
            sent += 1
    return sent


def _recorded(operations: Path) -> Iterator[bytes]:
    """Each line of the file, or of the files in the folder."""
    files = sorted(operations.glob("*.jsonl")) if operations.is_dir() else [operations]
    for file in files:
        with file.open("rb") as lines:
            yield from lines


async def _token(server: Server, part: str) -> str:
    """The token of one of the story's people, signed in."""
    said = {"email": f"{part}@{DOMAIN}", "code": _CODE, "idempotencyKey": secrets.token_hex(8)}
    async with Wire(server.port) as wire:
        data = await wire.ask(_SIGN_IN, input=said)
    return str(data["signInComplete"]["token"])


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Measure what is new to the server.")
    asked.add_argument("--operations", type=Path, help="a file or folder of recorded operations")
    uvloop.run(main(**vars(asked.parse_args())))
