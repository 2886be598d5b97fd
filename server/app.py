"""The ASGI application: GraphQL, health and metrics, in the layers that every request passes."""

from copy import copy
from dataclasses import dataclass

import strawberry
from opentelemetry.sdk.trace import TracerProvider
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from engine.endpoint import Endpoint
from engine.errors import Disclosure
from engine.limits import Limits
from engine.options import Hooks, Transport
from engine.rate import MemoryBuckets, Rate, SharedBuckets
from models import clock
from models.seals import Seal
from resolvers.root import schema
from schema.context import House
from server import (
    authentication,
    faults,
    keys,
    picture_store,
    running,
    scrape,
    tracing,
    unsubscribe,
)
from server.access_log import AccessLog
from server.authentication import Reception
from server.headers import SafeHeaders
from server.health import Health
from server.observing import observing
from server.pictures import Pictures
from server.rates import Budget
from server.renewing import Renewing
from server.request_ids import RequestIds
from server.settings import Settings

_GIVEN = [
    "Authorization",
    "Content-Type",
    "GraphQL-Require-Preflight",
    "Idempotency-Key",
    "X-Request-Id",
]
_TOLD = ["X-Request-Id", "Retry-After"]


@dataclass(frozen=True, slots=True)
class Application:
    """What a server serves, and the parts that it needs to stop in good order."""

    asgi: ASGIApp
    endpoint: Endpoint
    health: Health


def build(settings: Settings, traces: TracerProvider | None = None) -> Application:
    """The application with these settings; `traces` gets a span for each request."""
    seal = Seal(keys.sealing(settings.secret()))
    valkey = Redis.from_url(settings.valkey_url) if settings.valkey_url else None
    reception = Reception(House(seal, settings.story_code))
    endpoint = _endpoint(settings, reception, valkey)
    health = Health()
    asgi: ASGIApp = Starlette(
        routes=[
            Route("/healthz", health.alive),
            Route("/readyz", health.ready),
            Route("/metrics", scrape.page),
            Route("/graphql", endpoint),
            WebSocketRoute("/graphql", endpoint),
            *Pictures(reception, picture_store.of(settings)).routes(),
            *unsubscribe.routes(keys.unsubscribing(settings.secret()), settings.brand),
        ],
        lifespan=running.lifespan(settings, seal, valkey, traces),
    )
    return Application(_layered(asgi, settings, traces), endpoint, health)


def _endpoint(settings: Settings, reception: Reception, valkey: Redis | None) -> Endpoint:
    rate = Rate(settings.burst_cost, settings.cost_per_second)
    budget = Budget(
        MemoryBuckets(rate, clock.now),
        SharedBuckets(valkey, rate, clock.now) if valkey else None,
    )
    return Endpoint(
        _observed(schema),
        reception.context_for,
        limits=Limits(cost=settings.most_cost),
        hooks=Hooks(
            classify=faults.classify,
            on_fault=faults.log_fault,
            rate_limiter=budget.take,
            still_valid=authentication.still_valid,
        ),
        transport=Transport(
            most_body_bytes=settings.most_body_bytes,
            allowed_origins=settings.allowed_origins,
            graphiql=not settings.is_production,
        ),
    )


def _observed(plain: strawberry.Schema) -> strawberry.Schema:
    """The same schema, each operation of which is told to the logs, and seen with eyes of now."""
    quiet = Disclosure(faults.problem_of, lambda _error, _context: None)
    observed = copy(plain)
    observed.extensions = (*plain.extensions, observing(quiet), Renewing)
    return observed


def _layered(app: ASGIApp, settings: Settings, traces: TracerProvider | None) -> ASGIApp:
    """From the inside out: traces, other sites' browsers, safe headers, the log, request ids."""
    if traces:
        app = tracing.Tracing(app, traces.get_tracer("paddock"))
    if settings.allowed_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=_GIVEN,
            expose_headers=_TOLD,
        )
    return RequestIds(AccessLog(SafeHeaders(app)))
