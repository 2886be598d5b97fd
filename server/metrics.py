"""Metrics for Prometheus: no label holds what a client made up."""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import CollectorRegistry

REGISTRY = CollectorRegistry()
disable_created_metrics()  # type: ignore[no-untyped-call]
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_UNKNOWN = "unknown"

_requests = Counter(
    "paddock_http_requests", "HTTP requests answered.", ["route", "status"], registry=REGISTRY
)
_request_seconds = Histogram(
    "paddock_http_request_seconds",
    "From first byte in to last byte out, but for subscriptions.", ["route"],
    buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
_operations = Counter(
    "paddock_operations", "GraphQL operations that ended, by what came of them.",
    ["kind", "field", "outcome"], registry=REGISTRY,
)  # fmt: skip
_operation_seconds = Histogram(
    "paddock_operation_seconds", "How long queries and mutations took.", ["kind", "field"],
    buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
_fallbacks = Counter(
    "paddock_completion_fallbacks", "Values that compiled completion gave up on, by field.",
    ["field"], registry=REGISTRY,
)  # fmt: skip
sockets_open = Gauge("paddock_sockets_open", "Open WebSockets of this process.", registry=REGISTRY)
outbox_backlog = Gauge(
    "paddock_outbox_backlog", "Messages of the outbox that are due and not delivered.",
    registry=REGISTRY,
)  # fmt: skip
outbox_oldest = Gauge(
    "paddock_outbox_oldest_seconds", "For how long the oldest of these has been due.",
    registry=REGISTRY,
)  # fmt: skip
relay_backlog = Gauge(
    "paddock_relay_backlog", "Changes of leads that have no feed number yet.", registry=REGISTRY
)
relay_oldest = Gauge(
    "paddock_relay_oldest_seconds", "For how long the oldest of these has waited.",
    registry=REGISTRY,
)  # fmt: skip
leads_unacknowledged = Gauge(
    "paddock_leads_unacknowledged", "Leads that nobody has acknowledged, by dealer.", ["dealer"],
    registry=REGISTRY,
)  # fmt: skip
leads_oldest = Gauge(
    "paddock_leads_unacknowledged_oldest_seconds", "How old the oldest of these is.", ["dealer"],
    registry=REGISTRY,
)  # fmt: skip
pool_size = Gauge("paddock_pool_size", "Open connections to PostgreSQL.", registry=REGISTRY)
pool_idle = Gauge("paddock_pool_idle", "Those of them that nobody uses.", registry=REGISTRY)
database_up = Gauge(
    "paddock_database_up", "Whether the database answered this scrape.", registry=REGISTRY
)


# The client's own way to a label's child takes a lock and makes texts of texts.
_requests_of = cache(lambda route, status: _requests.labels(route, str(status)))
_request_seconds_of = cache(_request_seconds.labels)
_operations_of = cache(_operations.labels)
_operation_seconds_of = cache(_operation_seconds.labels)


def count_request(route: str, status: int, seconds: float | None) -> None:
    """One HTTP request has been answered; `route` is the server's name for its path.

    What took as long as its client stayed took no `seconds`.
    """
    _requests_of(route, status).inc()
    if seconds is not None:
        _request_seconds_of(route).observe(seconds)


def count_operation(kind: str, field: str, outcome: str, seconds: float) -> None:
    """One GraphQL operation has ended; `field` is one of the schema's, or empty."""
    field = field or _UNKNOWN
    _operations_of(kind or _UNKNOWN, field, outcome).inc()
    if kind in {"query", "mutation"}:
        _operation_seconds_of(kind, field).observe(seconds)


def count_fallback(field: str) -> None:
    """A plan gave up on a field, as `Query.feed`, and graphql-core completed it."""
    _fallbacks.labels(field).inc()
