"""Everybody pays for what they ask, as who they are and as where they are."""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis
from structlog.testing import capture_logs
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from engine.errors import Throttled
from engine.rate import MemoryBuckets, Rate, SharedBuckets
from models import clock, sessions
from models.access.viewer import Viewer
from server.rates import REFUSED, Budget
from tests import people, statements, valkey
from tests.application import code, service
from tests.server.listening import listening

_MINE = "query Mine { viewer { email } }"
_LEFT = "{ rateLimit { cost limit remaining resetAt } }"
_SLOW: dict[str, Any] = {"cost_per_second": 0.1, "address_cost_per_second": 0.1}


@dataclass(frozen=True, slots=True)
class Asking:
    """As much of a context as a budget looks at."""

    viewer: Viewer


async def _token(name: str) -> str:
    return (await sessions.open_for(await people.member(name))).token


async def test_an_operation_may_ask_what_it_costs_and_what_is_left(db: str) -> None:
    async with service(db, burst_cost=100, **_SLOW) as served:
        await served.ask(_MINE)
        answer = (await served.ask(_LEFT)).json()
    left = answer["data"]["rateLimit"]
    seconds = (datetime.fromisoformat(left.pop("resetAt")) - clock.now()).total_seconds()
    assert left == {"cost": 1, "limit": 100, "remaining": 98}
    assert 15 < seconds <= 20
    assert answer["extensions"] == {"cost": {"requested": 1, "limit": 5000}}


async def test_a_viewer_has_one_budget_wherever_they_are(db: str) -> None:
    async with service(db, burst_cost=2, **_SLOW) as served:
        ann, ben = await _token("Ann"), await _token("Ben")
        for _ in range(2):
            assert (await served.ask(_MINE, token=ann)).status_code == 200
        refused = await served.ask(_MINE, token=ann)
        assert (await served.ask(_MINE, token=ben)).status_code == 200
    assert (refused.status_code, code(refused)) == (429, "THROTTLED")
    (error,) = refused.json()["errors"]
    assert refused.headers["retry-after"] == str(error["extensions"]["retryAfter"])
    assert 1 <= error["extensions"]["retryAfter"] <= 10


async def test_an_address_has_one_budget_whoever_is_there(db: str) -> None:
    async with service(db, address_burst_cost=3, **_SLOW) as served:
        tokens = [await _token("Ann"), await _token("Ben"), ""]
        for token in tokens:
            assert (await served.ask(_MINE, token=token)).status_code == 200
        answers = [await served.ask(_MINE, token=token) for token in tokens]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(429, "THROTTLED")] * 3


async def _asked_from(server: str, *addresses: str) -> list[int]:
    async with httpx.AsyncClient() as client:
        answers = [
            await client.post(server, json={"query": _MINE}, headers={"X-Forwarded-For": address})
            for address in addresses
        ]
    return [answer.status_code for answer in answers]


async def test_behind_a_trusted_proxy_the_address_is_the_clients(db: str) -> None:
    said: dict[str, Any] = {"trusted_proxies": ("127.0.0.1",), "address_burst_cost": 1, **_SLOW}
    async with listening(db, **said) as server:
        statuses = await _asked_from(
            server.http, "192.0.2.1", "192.0.2.2", "192.0.2.1", "9.9.9.9, 192.0.2.2"
        )
    assert statuses == [200, 200, 429, 429]


async def test_nobody_else_is_believed_where_they_come_from(db: str) -> None:
    async with listening(db, address_burst_cost=1, **_SLOW) as server:
        assert await _asked_from(server.http, "192.0.2.1", "192.0.2.2") == [200, 429]


async def test_the_many_addresses_of_one_ipv6_network_share_a_budget(db: str) -> None:
    said: dict[str, Any] = {"trusted_proxies": ("127.0.0.1",), "address_burst_cost": 1, **_SLOW}
    async with listening(db, **said) as server:
        statuses = await _asked_from(server.http, "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    assert statuses == [200, 429, 200]


async def test_what_is_refused_unread_is_paid_for_too(db: str) -> None:
    async with service(db, burst_cost=25, **_SLOW) as served:
        answers = [await served.ask("{ nonsense }") for _ in range(3)]
    assert [code(each) if len(each.json()["errors"]) == 1 else "" for each in answers] == [
        "GRAPHQL_VALIDATION_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "THROTTLED",
    ]


async def test_after_too_many_refused_credentials_the_database_is_not_asked(db: str) -> None:
    async with service(db, address_burst_cost=2 * REFUSED, **_SLOW) as served:
        ann = await _token("Ann")
        refused = [code(await served.ask(_MINE, token=f"ps_{number}")) for number in range(3)]
        async with statements.counted() as asked:
            answers = [await served.ask(_MINE, token=token) for token in ("ps_x", "pd_x", ann)]
        assert asked == []
        for_free = await served.ask(_MINE, headers={"Authorization": "Basic YTpi"})
    assert refused == ["UNAUTHENTICATED", "UNAUTHENTICATED", "THROTTLED"]
    assert [(answer.status_code, code(answer)) for answer in answers] == [(429, "THROTTLED")] * 3
    seconds = REFUSED / _SLOW["address_cost_per_second"]
    assert all(seconds - 60 < int(each.headers["retry-after"]) <= seconds for each in answers)
    assert code(for_free) == "UNAUTHENTICATED"


async def test_who_has_waited_may_show_a_credential_again(db: str) -> None:
    async with service(db, address_burst_cost=REFUSED, **_SLOW) as served:
        ann = await _token("Ann")
        for expected in ("UNAUTHENTICATED", "THROTTLED", "THROTTLED"):
            assert code(await served.ask(_MINE, token="ps_nothing")) == expected
        later = clock.now() + timedelta(seconds=REFUSED / _SLOW["address_cost_per_second"])
        with clock.injected(lambda: later):
            answer = await served.ask(_MINE, token=ann)
    assert answer.json()["data"] == {"viewer": {"email": "ann@people.example"}}


async def test_one_networks_refused_credentials_are_not_anothers(db: str) -> None:
    said: dict[str, Any] = {"trusted_proxies": ("127.0.0.1",), "address_burst_cost": REFUSED}
    async with listening(db, **said, **_SLOW) as server, httpx.AsyncClient() as client:
        statuses = []
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            headers = {"X-Forwarded-For": address, "Authorization": "Bearer ps_nothing"}
            answer = await client.post(server.http, json={"query": _MINE}, headers=headers)
            statuses.append(answer.status_code)
    assert statuses == [401, 429, 401]


async def test_operations_on_a_socket_are_paid_from_the_same_budget(db: str) -> None:
    async with listening(db, burst_cost=2, **_SLOW) as server, asyncio.timeout(20):
        protocol = Subprotocol("graphql-transport-ws")
        async with connect(server.socket, subprotocols=[protocol]) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            await socket.recv()
            heard = []
            for name in ("1", "2", "3"):
                asked = {"type": "subscribe", "id": name, "payload": {"query": _MINE}}
                await socket.send(json.dumps(asked))
                heard.append(json.loads(await socket.recv()))
                if heard[-1]["type"] == "next":
                    await socket.recv()
    assert [each["type"] for each in heard] == ["next", "next", "error"]
    refusal = heard[-1]["payload"][0]["extensions"]
    assert (refusal["code"], 1 <= refusal["retryAfter"] <= 10) == ("THROTTLED", True)


async def test_processes_that_share_a_valkey_share_the_budgets() -> None:
    rate = Rate(capacity=10, per_second=0.1)
    ann = Asking(Viewer(member_id=uuid4(), session_id=uuid4(), address="192.0.2.1"))
    nobody = Asking(Viewer(address="192.0.2.1"))
    async with valkey.server() as url, Redis.from_url(url) as store:
        one, two = (
            Budget(rate, rate, MemoryBuckets(clock.now), SharedBuckets(store, clock.now))
            for _ in range(2)
        )
        assert (await one.take(ann, 4)).remaining == 6
        assert (await two.take(ann, 4)).remaining == 2
        with pytest.raises(Throttled):
            await one.take(nobody, 4)
        assert (await two.take(nobody, 2)).remaining == 0


async def test_limits_are_kept_by_each_process_while_valkey_is_away(db: str) -> None:
    away = "redis://127.0.0.1:1/0"
    async with service(db, burst_cost=1, valkey_url=away, **_SLOW) as served:
        with capture_logs() as lines:
            assert (await served.ask(_MINE)).status_code == 200
            assert (await served.ask(_MINE)).status_code == 429
    assert "shared rate limits are away" in [line["event"] for line in lines]
