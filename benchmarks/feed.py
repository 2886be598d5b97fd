"""`make bench-feed`: a page of the feed, beside the bare driver and beside PostGraphile.

50,000 posts by 5,000 members in 200 circles, with 200,000 comments and 200,000 reactions, on
PostgreSQL. 16 members, each with a connection of their own, ask for their first 20 posts with
authors, circles, counts, their own reaction and the two latest comments with their authors. The
contenders are asked in turn, for ROUNDS rounds, in reversed order every other round. Before that
each has answered every member, and all have told the same; from then on an answer counts only if
it is the same bytes again.
"""

import argparse
import asyncio
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import asyncpg
import orjson
import uvloop

from benchmarks import stage
from benchmarks.contenders import contenders
from benchmarks.forum import forum
from benchmarks.stage import Server
from benchmarks.wire import Wire

CLIENTS = 16
FIRST = 20

FEED = """query Feed($first: Int!) {
  feed(first: $first) {
    edges {
      cursor
      node {
        id text createdAt commentCount reactionCount viewerHasReacted
        author { id name }
        community { id name }
        latestComments(first: 2) { id text createdAt author { id name } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
_BODY = orjson.dumps({"query": FEED, "variables": {"first": FIRST}})

Answers = dict[str, dict[str, bytes]]
"""What each contender answers to the holder of each token."""


@dataclass
class Round:
    """What one contender came to in one round."""

    per_s: float
    seconds: list[float]
    statements: float
    cpu_ms: float


async def main(*, posts: int, rounds: int, seconds: float) -> None:
    """Run all rounds and print the figures; the last line is JSON."""
    async with stage.database() as url:
        tokens = await forum(url, posts=posts, readers=CLIENTS)
        async with contenders(url) as servers:
            answers = await _agreed(url, servers, tokens)
            for name, server in servers.items():
                await _load(url, server, answers[name], seconds)
            done: dict[str, list[Round]] = {name: [] for name in servers}
            for number in range(rounds):
                order = list(servers) if number % 2 == 0 else list(reversed(servers))
                for name in order:
                    done[name].append(await _load(url, servers[name], answers[name], seconds))
                told = ", ".join(f"{name} {done[name][-1].per_s:.0f}/s" for name in servers)
                print(f"round {number + 1}: {told}", flush=True)
    print(orjson.dumps(_figures(done)).decode())


async def _agreed(url: str, servers: dict[str, Server], tokens: Sequence[str]) -> Answers:
    """What everyone answers; RuntimeError unless it is the same, after the same look-up."""
    await _forget_statements(url)
    answers = {
        name: {token: await _ask(server, token) for token in tokens}
        for name, server in servers.items()
    }
    for token in tokens:
        told = {name: orjson.loads(answers[name][token])["data"] for name in servers}
        for name in ("uncompiled", "bare"):
            if told[name] != told["paddock"]:
                raise RuntimeError(f"{name} answers other data than Paddock")
        if _shown(told["postgraphile"]) != _shown(told["paddock"]):
            raise RuntimeError("PostGraphile shows another page than Paddock")
        if len(told["paddock"]["feed"]["edges"]) != FIRST:
            raise RuntimeError("the page is not full")
    if await _look_ups(url) != [len(servers) * len(tokens)]:
        raise RuntimeError("not everyone looks the session up by Paddock's statement")
    return answers


async def _ask(server: Server, token: str) -> bytes:
    async with Wire(server.port, token) as wire:
        return await wire.post(_BODY)


def _shown(told: Any) -> Any:
    """An answer without ids and cursors, which are each contender's own, and times as times."""
    if isinstance(told, list):
        return [_shown(one) for one in told]
    if not isinstance(told, dict):
        return told
    return {
        name: datetime.fromisoformat(value) if name == "createdAt" else _shown(value)
        for name, value in told.items()
        if name not in {"id", "cursor", "endCursor"}
    }


async def _load(url: str, server: Server, answers: dict[str, bytes], seconds: float) -> Round:
    """Let every member ask again and again until the time is over."""
    took: list[float] = []
    statements, cpu = await stage.statements(url), server.cpu_seconds()
    began = time.perf_counter()
    await asyncio.gather(
        *(
            _read(Wire(server.port, token), answer, began + seconds, took)
            for token, answer in answers.items()
        )
    )
    elapsed, count = time.perf_counter() - began, len(took)
    return Round(
        per_s=count / elapsed,
        seconds=took,
        statements=(await stage.statements(url) - statements) / count,
        cpu_ms=1000 * (server.cpu_seconds() - cpu) / count,
    )


async def _read(member: Wire, answer: bytes, until: float, took: list[float]) -> None:
    async with member as wire:
        while time.perf_counter() < until:
            sent = time.perf_counter()
            told = await wire.post(_BODY)
            took.append(time.perf_counter() - sent)
            if told != answer:
                raise RuntimeError(told)


def _figures(done: dict[str, list[Round]]) -> dict[str, Any]:
    per_s = {name: median(one.per_s for one in rounds) for name, rounds in done.items()}
    ratios = {
        f"ratio_to_{name}": round(per_s["paddock"] / per_s[name], 3)
        for name in ("bare", "postgraphile", "uncompiled")
    }
    return ratios | {name: _of_one(rounds) for name, rounds in done.items()}


def _of_one(rounds: list[Round]) -> dict[str, float]:
    seconds = list(itertools.chain.from_iterable(one.seconds for one in rounds))
    return {
        "per_s": round(median(one.per_s for one in rounds)),
        "p50_ms": stage.percentile(seconds, 0.5),
        "p99_ms": stage.percentile(seconds, 0.99),
        "cpu_ms": round(median(one.cpu_ms for one in rounds), 2),
        "statements": round(median(one.statements for one in rounds), 2),
    }


async def _forget_statements(url: str) -> None:
    await stage.statements(url)  # makes the extension
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_stat_statements_reset()")
    finally:
        await connection.close()


async def _look_ups(url: str) -> list[int]:
    """How often each statement was called that finds a session; PostgreSQL tells two apart."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(
            "SELECT calls FROM pg_stat_statements WHERE query LIKE '%s.token_hash = $1%'"
        )
        return [row["calls"] for row in rows]
    finally:
        await connection.close()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Measure a page of the feed.")
    asked.add_argument("--posts", type=int, default=50_000, help="and all else in proportion")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=5, help="of each contender in each round")
    uvloop.run(main(**vars(asked.parse_args())))
