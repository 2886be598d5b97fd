"""Whether a process says rightly that it lives, that it is ready, and how it is doing."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from models import clock, database, outbox, sessions
from models.leads import Lead, LeadState
from models.members import Member
from schema import nodes
from server import metrics, migrate
from tests import prospects
from tests.application import Service, service
from tests.server.listening import listening


@pytest.fixture
async def served(db: str) -> AsyncIterator[Service]:
    async with service(db) as running:
        yield running


async def test_a_process_with_a_migrated_database_is_alive_and_ready(served: Service) -> None:
    alive, ready = await served.client.get("/healthz"), await served.client.get("/readyz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    assert (ready.status_code, ready.text) == (200, "ok\n")


async def test_a_stopping_process_is_alive_but_not_ready(served: Service) -> None:
    served.application.health.is_draining = True
    ready = await served.client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "the server is stopping\n")
    assert ready.headers["retry-after"] == "5"
    assert (await served.client.get("/healthz")).status_code == 200


async def test_a_process_with_pending_migrations_is_not_ready(
    served: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pending() -> list[str]:
        return ["0002_more"]

    monkeypatch.setattr(migrate, "unapplied", pending)
    ready = await served.client.get("/readyz")
    assert ready.status_code == 503
    assert "migrate" in ready.text


async def test_a_process_without_its_database_is_alive_but_not_ready() -> None:
    url = "postgres://nobody@127.0.0.1:1/nothing"
    async with database.connected(url), service(url) as running:
        assert (await running.client.get("/healthz")).status_code == 200
        ready = await running.client.get("/readyz")
        told = await running.client.get("/metrics")
        answer = await running.ask("{ viewer { email } }", token="ps_anything")
    assert (ready.status_code, ready.text) == (503, "the database does not answer\n")
    assert "paddock_database_up 0.0\n" in told.text
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_metrics_count_requests_operations_and_what_waits(served: Service) -> None:
    await outbox.tell("member.followed")
    await served.ask("query Mine { viewer { email } }")
    await served.ask("{ nonsense }")
    told = (await served.client.get("/metrics")).text
    for line in (
        'paddock_operations_total{field="viewer",kind="query",outcome="OK"}',
        'paddock_operations_total{field="unknown",kind="query",outcome="GRAPHQL_VALIDATION_FAILED"}',
        'paddock_http_requests_total{route="/graphql",status="200"}',
        "paddock_outbox_backlog 1.0",
        "paddock_relay_backlog 0.0",
        "paddock_database_up 1.0",
        "paddock_sockets_open 0.0",
    ):
        assert line in told, line
    assert "Mine" not in told
    assert "nonsense" not in told


async def test_metrics_tell_how_old_a_dealers_oldest_unacknowledged_lead_is(
    served: Service,
) -> None:
    dealers = [await prospects.dealer(name) for name in ("Harbour Motors", "Plaza Cars")]
    leads = [await prospects.lead(dealer) for dealer in (dealers[0], *dealers)]
    noon = clock.now()
    for lead, minutes in zip(leads, (90, 30, 5), strict=True):
        await Lead.filter(id=lead.id).update(captured_at=noon - timedelta(minutes=minutes))
    harbour, plaza = [nodes.encode("Dealer", dealer.id) for dealer in dealers]

    with clock.injected(lambda: noon):
        assert await _unacknowledged(served) == {
            f'{{dealer="{harbour}"}} 2.0', f'_oldest_seconds{{dealer="{harbour}"}} 5400.0',
            f'{{dealer="{plaza}"}} 1.0', f'_oldest_seconds{{dealer="{plaza}"}} 300.0',
        }  # fmt: skip
        await leads[0].move(LeadState.ACKNOWLEDGED, "", by=leads[0].id)
        await Lead.filter(id=leads[2].id).update(withdrawn_at=noon)
        assert await _unacknowledged(served) == {
            f'{{dealer="{harbour}"}} 1.0', f'_oldest_seconds{{dealer="{harbour}"}} 1800.0',
        }  # fmt: skip


async def _unacknowledged(served: Service) -> set[str]:
    """The lines of these metrics, without what their names have in common."""
    told = (await served.client.get("/metrics")).text.splitlines()
    name = "paddock_leads_unacknowledged"
    return {line.removeprefix(name) for line in told if line.startswith(name)}


async def test_a_stream_is_counted_and_its_hours_are_no_latency(db: str) -> None:
    dealer = await prospects.dealer()
    staff = await prospects.staff(dealer)
    token = (await sessions.open_for(await Member.get(id=staff.member_id))).token
    query = f'subscription {{ leadFeed(dealer: "{nodes.encode("Dealer", dealer.id)}") {{ live }} }}'
    before = _requests()
    async with (
        listening(db) as server,
        httpx.AsyncClient() as client,
        client.stream(
            "POST",
            server.http,
            json={"query": query},
            headers={"Authorization": f"Bearer {token}", "Accept": "text/event-stream"},
        ) as answer,
    ):
        await anext(answer.aiter_bytes())
    assert _requests() == (before[0] + 1, before[1])


async def test_what_is_streamed_and_ends_by_itself_has_a_latency(served: Service) -> None:
    before = _requests()
    await served.ask("{ __typename }", headers={"Accept": "text/event-stream"})
    assert _requests() == (before[0] + 1, before[1] + 1)


def _requests() -> tuple[float, float]:
    """How many were answered with 200 so far, and how many of all had a latency."""
    answered = {"route": "/graphql", "status": "200"}
    sample = metrics.REGISTRY.get_sample_value
    return (
        sample("paddock_http_requests_total", answered) or 0,
        sample("paddock_http_request_seconds_count", {"route": "/graphql"}) or 0,
    )


async def test_no_answer_may_be_framed_sniffed_or_stored(served: Service) -> None:
    answer = await served.ask("{ viewer { email } }")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers


async def test_no_label_holds_what_a_client_made_up_however_it_is_refused(db: str) -> None:
    async with service(db, burst_cost=1, cost_per_second=0.1) as served:
        await served.ask("{ madeUp }")
        throttled = await served.ask("{ madeUp }")
        sent = await served.client.get(
            "/graphql",
            params={"query": "mutation { madeUp }"},
            headers={"GraphQL-Require-Preflight": "1"},
        )
        told = (await served.client.get("/metrics")).text
    assert [throttled.status_code, sent.status_code] == [429, 405]
    assert "madeUp" not in told
