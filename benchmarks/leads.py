"""`make bench-leads`: how fast leads come in, how soon they are heard, and whether any is lost.

On PostgreSQL with fsync on, one after the other:

- *intake*: in this one process and without HTTP, new people agree to a dealer and become its leads,
  assigned by the rosters: BATCH in each transaction, TOGETHER at once, as scans and stands bring
  them. *form* is the same for one person alone, CLIENTS at once, each proposed a dealer by the
  rules beforehand;
- *heard*: two server processes with Valkey as the doorbell between them and this process, which
  takes LEADS_PER_SECOND leads in; the clock runs from after the commit until a subscriber of the
  dealer has it on its socket;
- *kills*: a subscriber each of 20 dealers, whose sockets are cut at random while leads come in,
  goes on behind its last cursor, on either server; what it heard is held against the table;
- *first page*: of a dealer's leads with their people, through the API, among very many.
"""

import argparse
import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
import uvloop
from redis.asyncio import Redis

from benchmarks import dealerships, stage
from benchmarks.dealerships import Dealerships
from benchmarks.wire import Wire
from models import database
from models.leads import Lead
from schema.nodes import encode
from server.valkey import doorbell_carried
from tests import valkey
from tests.ears import Ear, listening, until

DEALERS, STAFF, KILLED_DEALERS = 50, 10, 20
CLIENTS = 16
BATCH, TOGETHER = 20, 2
LEADS_PER_SECOND = 20
PAGES = 200

_PAGE = """query($dealer: ID!) { leads(dealer: $dealer, first: 20) {
  edges { node { id state source capturedAt contact { name phone email } assignee { name } } }
  pageInfo { hasNextPage endCursor } } }"""


async def main(*, leads: int, kills: int, stored: int, seconds: float) -> None:
    """Run all four and print the figures; the last line is JSON."""
    figures: dict[str, float] = {}
    async with stage.database() as url, database.connected(url, pool_size=CLIENTS + 4):
        house = await dealerships.dealerships(
            dealers=DEALERS, staff=STAFF, people=leads + int(seconds * (LEADS_PER_SECOND + 1500))
        )
        together = [_batches(house) for _ in range(TOGETHER)]
        figures |= _told(await _intake("intake", url, together, seconds))
        alone = [_forms(house) for _ in range(CLIENTS)]
        figures |= _told(await _intake("form", url, alone, seconds))
        async with _served(url) as ports:
            figures |= _told(await _heard(house, ports, seconds))
            figures |= _told(await _cut_off(house, ports, leads, kills))
            await dealerships.store(house.dealers, stored)
            figures |= _told(await _first_pages(house, ports[0]))
    print(orjson.dumps(figures | {"stored": stored}).decode())


def _told(figures: dict[str, float]) -> dict[str, float]:
    print(", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
    return figures


async def _batches(house: Dealerships) -> AsyncIterator[int]:
    """Batches of people of different dealers, without end."""
    turn = dealerships.in_turn(house.dealers)
    while True:
        await dealerships.batch_of_leads(list(islice(house.people, BATCH)), turn)
        yield BATCH


async def _forms(house: Dealerships) -> AsyncIterator[int]:
    """One person after the other, without end."""
    while True:
        await dealerships.routed_lead(next(house.people))
        yield 1


async def _intake(
    name: str, url: str, takers: Sequence[AsyncIterator[int]], seconds: float
) -> dict[str, float]:
    """Let people in for so long, by all of these at once."""
    took: list[float] = []
    before, began, cpu = await stage.statements(url), time.perf_counter(), time.process_time()

    async def let_in(taker: AsyncIterator[int]) -> int:
        count = 0
        while (sent := time.perf_counter()) < began + seconds:
            count += await anext(taker)
            took.append(time.perf_counter() - sent)
        return count

    count = sum(await asyncio.gather(*map(let_in, takers)))
    elapsed, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        f"{name}_per_s": round(count / elapsed, 1),
        f"{name}_p50_ms": stage.percentile(took, 0.5),
        f"{name}_p99_ms": stage.percentile(took, 0.99),
        f"{name}_statements": round((await stage.statements(url) - before) / count, 2),
        f"{name}_cpu_ms": round(1000 * cpu / count, 2),
    }


@asynccontextmanager
async def _served(url: str) -> AsyncIterator[list[int]]:
    """The ports of two servers; this process rings their doorbell."""
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(valkey.server())
        shared = {"PADDOCK_VALKEY_URL": address, "PADDOCK_WORKER_INSIDE": "false"}
        servers = [await stack.enter_async_context(stage.server(url, **shared)) for _ in range(2)]
        client = Redis.from_url(address)
        stack.push_async_callback(client.aclose)
        await stack.enter_async_context(doorbell_carried(client))
        yield [server.port for server in servers]


async def _heard(house: Dealerships, ports: list[int], seconds: float) -> dict[str, float]:
    """Let leads in at an even pace, and see how long after the commit each of the staff has it."""
    committed: dict[UUID, float] = {}
    ears = [Ear(dealer_id, token, ports) for dealer_id, token in house.staff]
    async with listening(ears):
        began, dealers = time.perf_counter(), dealerships.in_turn(house.dealers)
        for number in range(int(seconds * LEADS_PER_SECOND)):
            await asyncio.sleep(max(0.0, began + number / LEADS_PER_SECOND - time.perf_counter()))
            lead_id = await dealerships.lead_of(next(house.people), next(dealers))
            committed[lead_id] = time.perf_counter()
        expected = len(committed) * STAFF
        await until(lambda: sum(len(ear.heard) for ear in ears) >= expected, 20)
    after = [max(0.0, at - committed[lead]) for ear in ears for _, lead, at in ear.heard]
    return {
        "heard_p50_ms": stage.percentile(after, 0.5),
        "heard_p99_ms": stage.percentile(after, 0.99),
        "heard_worst_ms": stage.percentile(after, 1),
        "heard": len(after),
        "heard_expected": expected,
    }


async def _cut_off(
    house: Dealerships, ports: list[int], leads: int, kills: int
) -> dict[str, float]:
    """Cut sockets at random while leads come in, and compare what was heard with the table."""
    dealers = house.dealers[:KILLED_DEALERS]
    tokens = dict(house.staff)
    ears = [Ear(dealer_id, tokens[dealer_id], ports) for dealer_id in dealers]
    made: dict[UUID, list[UUID]] = {dealer_id: [] for dealer_id in dealers}
    cuts, turn = 0, dealerships.in_turn(dealers)
    people = islice(house.people, leads)

    async def let_in() -> None:
        nonlocal cuts
        for contact_id in people:
            dealer_id = next(turn)
            made[dealer_id].append(await dealerships.lead_of(contact_id, dealer_id))
            done = sum(map(len, made.values()))
            if cuts < kills * done / leads:
                cuts += random.choice(ears).cut()  # noqa: S311 - whose it is is no secret

    async with listening(ears):
        began = time.perf_counter()
        await asyncio.gather(*(let_in() for _ in range(CLIENTS)))
        elapsed = time.perf_counter() - began
        await _settled(lambda: all(len(e.heard) >= len(made[e.dealer_id]) for e in ears), 30)
    lost, doubled, disordered = 0, 0, 0
    for ear in ears:
        lost += len(set(made[ear.dealer_id]) - set(ear.lead_ids))
        doubled += len(ear.lead_ids) - len(set(ear.lead_ids))
        disordered += not ear.is_in_order
    return {
        "kills": cuts,
        "killed_leads": sum(map(len, made.values())),
        "killed_leads_per_s": round(leads / elapsed, 1),
        "lost": lost,
        "doubled": doubled,
        "disordered_feeds": disordered,
    }


async def _first_pages(house: Dealerships, port: int) -> dict[str, float]:
    """Ask for the first page of one dealer after the other, alone."""
    took = []
    tokens = dict(house.staff)
    for dealer_id in islice(dealerships.in_turn(house.dealers), PAGES):
        async with Wire(port, tokens[dealer_id]) as wire:
            body = _page(dealer_id)
            sent = time.perf_counter()
            answer = await wire.post(body)
            took.append(time.perf_counter() - sent)
        if answer.count(b'"state"') != 20 or b'"errors"' in answer:
            raise RuntimeError(answer)
    count = await Lead.all().count()
    return {
        "first_page_ms": stage.percentile(took, 0.5),
        "first_page_p99_ms": stage.percentile(took, 0.99),
        "leads_in_table": count,
    }


def _page(dealer_id: UUID) -> bytes:
    variables: dict[str, Any] = {"dealer": encode("Dealer", dealer_id)}
    return orjson.dumps({"query": _PAGE, "variables": variables})


async def _settled(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until it holds; what is missing then is counted, and is no error here."""
    try:
        await until(holds, seconds)
    except TimeoutError:
        print("not everything was heard in time")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Measure leads.")
    asked.add_argument("--leads", type=int, default=5_000, help="while sockets are cut")
    asked.add_argument("--kills", type=int, default=200, help="sockets that are cut")
    asked.add_argument("--stored", type=int, default=1_000_000, help="leads behind a first page")
    asked.add_argument("--seconds", type=float, default=30, help="of intake, and of listening")
    uvloop.run(main(**vars(asked.parse_args())))
