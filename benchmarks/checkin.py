"""`make bench-checkin`: scans through the full API, beside pgbench doing the same by hand.

One server process on PostgreSQL with fsync on, 16 tablets, each its own connection. In turn, for
ROUNDS rounds: single scans, pgbench (the same inserts and updates, statement by statement in one
transaction, 16 clients), and batches of 100. Medians of the rounds; the ratio is what travels
from machine to machine.
"""

import asyncio
import itertools
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from statistics import median

import asyncpg
import orjson

from benchmarks import stage
from benchmarks.crowd import Crowd, crowd
from benchmarks.stage import Server
from benchmarks.wire import Wire
from tests import postgres
from tests.tablets import Tablet, scan

CLIENTS = 16
ROUNDS = 5
SECONDS = 6
BATCH = 100
SEATS = 130_000

_SUBMIT = """mutation($input: ScanBatchSubmitInput!) {
  scanBatchSubmit(input: $input) {
    answers { scanId verdict at isTimeSuspect holderName checkedInAt gateName }
    userErrors { code message field }
  }
}"""

_PGBENCH = r"""
\set device :client_id + 1
SELECT seat_id, member_id FROM bench_seats WHERE n = (SELECT nextval('bench_next')) \gset
BEGIN;
INSERT INTO scans (id, device_id, scan_id, event_id, gate_id, direction, token, said_at,
    clock_offset_ms, at, is_time_suspect, received_at, seat_id, refusal, shown, is_alone,
    override_reason)
  SELECT gen_random_uuid(), d.id, gen_random_uuid(), '{event}', '{gate}', 'ENTRY',
    repeat('x', 207), now(), 0, now(), false, now(), :seat_id::uuid, '', '', false, ''
  FROM bench_devices d WHERE n = :device;
INSERT INTO check_ins (id, seat_id, event_id, gate_id, device_id, scan_id, at)
  SELECT gen_random_uuid(), :seat_id::uuid, '{event}', '{gate}', d.id, gen_random_uuid(), now()
  FROM bench_devices d WHERE n = :device;
INSERT INTO presences (id, seat_id, event_id, hall_id, gate_id, is_inside, at)
  VALUES (gen_random_uuid(), :seat_id::uuid, '{event}', '{event}', '{gate}', true, now());
INSERT INTO door_changes (id, event_id, kind, subject_id, at)
  VALUES (gen_random_uuid(), '{event}', 'SCAN', gen_random_uuid(), now());
INSERT INTO deeds (id, member_id, kind, source_id, at, day, is_withdrawn)
  VALUES (gen_random_uuid(), :member_id::uuid, 'CHECK_IN', gen_random_uuid(), now(),
    '2026-11-23', false);
INSERT INTO points_entries (id, member_id, currency, kind, rule_id, source_id, amount, deed_at,
    created_at)
  VALUES (gen_random_uuid(), :member_id::uuid, 'POINTS', 'CHECK_IN', gen_random_uuid(),
    gen_random_uuid(), 100, now(), now());
INSERT INTO points_entries (id, member_id, currency, kind, rule_id, source_id, amount, deed_at,
    created_at)
  VALUES (gen_random_uuid(), :member_id::uuid, 'GROWTH', 'CHECK_IN', gen_random_uuid(),
    gen_random_uuid(), 50, now(), now());
INSERT INTO points_accounts (id, member_id, points, growth)
  VALUES (gen_random_uuid(), :member_id::uuid, 0, 0) ON CONFLICT DO NOTHING;
UPDATE points_accounts SET points = points + 100, growth = growth + 50
  WHERE member_id = :member_id::uuid;
UPDATE devices SET seen_at = now(), clock_offset_ms = 0
  WHERE id = (SELECT id FROM bench_devices WHERE n = :device);
COMMIT;
"""


@dataclass
class Round:
    """What one round of one kind of load came to."""

    scans_per_s: float
    seconds: list[float]
    statements_per_scan: float = 0.0
    cpu_ms_per_scan: float = 0.0


async def main() -> None:
    """Run all rounds and print the figures; the last line is JSON."""
    async with stage.database() as url:
        people = await crowd(url, seats=SEATS, devices=CLIENTS)
        await _prepare_pgbench(url, people)
        async with stage.server(url) as server:
            await _load(url, server, people, size=1, seconds=2)
            single, batch, bare = [], [], []
            for number in range(ROUNDS):
                single.append(await _load(url, server, people, size=1, seconds=SECONDS))
                bare.append(await asyncio.to_thread(_pgbench, url, people))
                batch.append(await _load(url, server, people, size=BATCH, seconds=SECONDS))
                print(
                    f"round {number + 1}: single {single[-1].scans_per_s:.0f}/s,"
                    f" pgbench {bare[-1]:.0f}/s, batches {batch[-1].scans_per_s:.0f}/s"
                )
    figures = {
        "ratio_to_pgbench": round(
            median(one.scans_per_s / other for one, other in zip(single, bare, strict=True)), 3
        ),
        "pgbench_per_s": round(median(bare)),
        **_figures("single", single),
        **_figures("batch", batch),
    }
    print(orjson.dumps(figures).decode())


def _figures(name: str, rounds: list[Round]) -> dict[str, float]:
    seconds = list(itertools.chain.from_iterable(one.seconds for one in rounds))
    return {
        f"{name}_scans_per_s": round(median(one.scans_per_s for one in rounds)),
        f"{name}_p50_ms": stage.percentile(seconds, 0.5),
        f"{name}_p99_ms": stage.percentile(seconds, 0.99),
        f"{name}_statements_per_scan": round(median(r.statements_per_scan for r in rounds), 2),
        f"{name}_cpu_ms_per_scan": round(median(r.cpu_ms_per_scan for r in rounds), 3),
    }


async def _load(url: str, server: Server, people: Crowd, *, size: int, seconds: float) -> Round:
    """Let every tablet submit batches of `size` until the time is over."""
    took: list[float] = []
    statements, cpu = await stage.statements(url), server.cpu_seconds()
    began = time.perf_counter()
    counts = await asyncio.gather(
        *(
            _scan(Wire(server.port, credential), tablet, people, size, began + seconds, took)
            for tablet, credential in people.tablets
        )
    )
    elapsed, scans = time.perf_counter() - began, sum(counts)
    return Round(
        scans_per_s=scans / elapsed,
        seconds=took,
        statements_per_scan=(await stage.statements(url) - statements) / scans,
        cpu_ms_per_scan=1000 * (server.cpu_seconds() - cpu) / scans,
    )


async def _scan(  # noqa: PLR0913, PLR0917  a round has this many sides
    to: Wire, tablet: Tablet, people: Crowd, size: int, until: float, took: list[float]
) -> int:
    done = 0
    async with to as wire:
        while time.perf_counter() < until:
            tokens = list(itertools.islice(people.passes, size))
            if len(tokens) < size:
                raise RuntimeError("the crowd is all inside: raise SEATS")
            body = _body(tablet, tokens)
            sent = time.perf_counter()
            answer = await wire.post(body)
            took.append(time.perf_counter() - sent)
            if answer.count(b'"ADMITTED"') != size:
                raise RuntimeError(answer)
            done += size
    return done


def _body(tablet: Tablet, tokens: list[str]) -> bytes:
    said = tablet.batch([scan(token) for token in tokens])
    return orjson.dumps({"query": _SUBMIT, "variables": {"input": said}})


async def _prepare_pgbench(url: str, people: Crowd) -> None:
    """A second crowd of the same size, for pgbench to let in."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "CREATE TABLE bench_seats AS SELECT row_number() OVER () AS n, id AS seat_id,"
            f" member_id FROM seats WHERE event_id = '{people.other_event}'"
        )
        await connection.execute("CREATE UNIQUE INDEX ON bench_seats (n)")
        await connection.execute(
            "CREATE TABLE bench_devices AS SELECT row_number() OVER () AS n, id FROM devices"
        )
        await connection.execute("CREATE SEQUENCE bench_next")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _pgbench(url: str, people: Crowd) -> float:
    """Transactions per second of pgbench over the same time."""
    script = _PGBENCH.replace("{event}", str(people.event)).replace("{gate}", str(people.gate))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        ran = subprocess.run(
            [
                str(postgres.program("pgbench")), "--no-vacuum", f"--client={CLIENTS}", "--jobs=2",
                "--protocol=prepared", f"--time={SECONDS}", f"--file={file.name}", url,
            ],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", ran.stdout)
    if found is None:
        raise RuntimeError(ran.stderr)
    return float(found[1])


if __name__ == "__main__":
    asyncio.run(main())
