"""The ASGI application: GraphQL, health and metrics, in the layers that every request passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from opentelemetry.sdk.trace import TracerProvider
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from engine import trusted
from engine.endpoint import Endpoint
from engine.limits import Limits
from engine.options import Hooks, Transport
from engine.rate import MemoryBuckets, Rate, SharedBuckets
from models import clock
from models.referrals.terms import Terms
from models.seals import Seal
from resolvers import root
from schema.context import House
from server import (
    authentication,
    faults,
    introspection,
    keys,
    metrics,
    observing,
    pass_links,
    picture_store,
    referral_links,
    running,
    scanner,
    scrape,
    tracing,
    unsubscribe,
    webhook_addresses,
)
from server.authentication import Reception
from server.copies import Copies
from server.data_exports import DataExports
from server.door_downloads import DoorDownloads
from server.edge.documents import EDGES_OWN
from server.front import Front
from server.health import Health
from server.lead_downloads import LeadDownloads
from server.lead_files.prospects import Issuer
from server.payments import callbacks
from server.payments import setup as payment_setup
from server.pictures import Pictures
from server.rates import Budget
from server.screens import staff_pages
from server.screens.pass_page import PassPages, Wallets
from server.settings import Settings
from server.wallets.apple import AppleWallet
from server.wallets.google import GoogleWallet
from venues.intake import Intake

if TYPE_CHECKING:
    from redis.asyncio import Redis

COMPILE_FROM = 2
"""An operation that was sent once may never come again."""

_GIVEN = [
    "Authorization",
    "Content-Type",
    "If-None-Match",
    "GraphQL-Require-Preflight",
    "Idempotency-Key",
    "X-Request-Id",
]
_TOLD = ["X-Request-Id", "Retry-After", "ETag"]


@dataclass(frozen=True, slots=True)
class Application:
    """What a server serves, and the parts that it needs to stop in good order."""

    asgi: ASGIApp
    endpoint: Endpoint
    health: Health


class GraphQLFirst:
    """ASGI: most requests are GraphQL's, and Starlette leads there through six functions."""

    def __init__(self, route: Route, endpoint: Endpoint, others: ASGIApp) -> None:
        self.route = route
        self.endpoint = endpoint
        self.others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] == "http" and scope["path"] == self.route.path:
            scope["route"] = self.route
            await self.endpoint(scope, receive, send)
        else:
            await self.others(scope, receive, send)


def build(
    settings: Settings,
    traces: TracerProvider | None = None,
    *,
    also: Sequence[BaseRoute] = (),
    beside: running.Beside | None = None,
) -> Application:
    """The application with these settings; `traces` gets a span for each request.

    It has the routes that are `also` given, and what is `beside` them lives as long as it does.
    """
    seal = Seal(keys.sealing(settings.secret()))
    valkey = _valkey(settings.valkey_url) if settings.valkey_url else None
    budget = _budget(settings, valkey)
    intake = Intake(rewards=not settings.is_edge)
    pays_by = payment_setup.of(settings).current
    terms = Terms(timedelta(days=settings.referral_days), settings.address)
    house = House(
        seal,
        pass_links.of(settings),
        settings.story_code,
        pays_by,
        terms,
        intake,
        webhooks=webhook_addresses.of(settings),
        form_limit=budget.take_form,
    )
    reception = Reception(house, budget)
    endpoint = _endpoint(settings, reception, budget)
    health = Health()
    graphql = Route("/graphql", endpoint)
    asgi: ASGIApp = Starlette(
        routes=[
            graphql,
            WebSocketRoute("/graphql", endpoint),
            Route("/healthz", health.alive),
            Route("/readyz", health.ready),
            *DoorDownloads(reception).routes(),
            *also,
            *([] if settings.is_edge else _at_the_house(settings, reception)),
        ],
        lifespan=running.lifespan(settings, seal, valkey, traces, beside),
    )
    asgi = GraphQLFirst(graphql, endpoint, asgi)
    return Application(_layered(asgi, settings, traces), endpoint, health)


def _at_the_house(settings: Settings, reception: Reception) -> list[BaseRoute]:
    """What only the house itself serves, and no edge."""
    house, brand = reception.house, settings.brand
    pictures = picture_store.of(settings)
    wallets = Wallets(AppleWallet.of(settings), GoogleWallet.of(settings))
    return [
        Route("/metrics", scrape.page),
        *Pictures(reception, pictures).routes(),
        *DataExports(reception, pictures, house.seal).routes(),
        *Copies(reception).routes(),
        *callbacks.routes(payment_setup.of(settings)),
        *LeadDownloads(reception, Issuer(brand, settings.any_model)).routes(),
        *staff_pages.routes(brand),
        *PassPages(brand, house.pass_links, house.seal, reception.budget, wallets).routes(),
        *referral_links.routes(settings.front_address),
        *scanner.routes(),
        *unsubscribe.routes(keys.unsubscribing(settings.secret()), brand),
    ]


def _valkey(url: str) -> "Redis":
    from redis.asyncio import Redis  # noqa: PLC0415 - a tenth of the start, for those who have Valkey

    return Redis.from_url(url)


def _budget(settings: Settings, valkey: "Redis | None") -> Budget:
    return Budget(
        of_viewer=Rate(settings.burst_cost, settings.cost_per_second),
        of_address=Rate(settings.address_burst_cost, settings.address_cost_per_second),
        own=MemoryBuckets(clock.now),
        shared=SharedBuckets(valkey, clock.now) if valkey else None,
    )


def _endpoint(settings: Settings, reception: Reception, budget: Budget) -> Endpoint:
    return Endpoint(
        root.schema_of_the_door() if settings.is_edge else root.schema,
        reception.context_for,
        limits=Limits(cost=settings.most_cost, suggestions=not settings.is_production),
        compile_from=COMPILE_FROM if settings.compiled else None,
        hooks=Hooks(
            classify=faults.classify,
            on_fault=faults.log_fault,
            rate_limiter=budget.take,
            may_introspect=introspection.allowed(settings.introspected_by),
            still_valid=authentication.still_valid,
            around=observing.Around,
            on_fallback=metrics.count_fallback,
        ),
        transport=Transport(
            most_body_bytes=settings.most_body_bytes,
            most_sockets=settings.address_sockets,
            allowed_origins=settings.allowed_origins,
            page=not settings.is_production,
            trusted_documents=trusted.load([*settings.trusted_documents, EDGES_OWN]),
            only_trusted_documents=settings.only_trusted_documents,
        ),
    )


def _layered(app: ASGIApp, settings: Settings, traces: TracerProvider | None) -> ASGIApp:
    """From the inside out: traces, other sites' browsers, and what is every request's."""
    if traces:
        app = tracing.Tracing(app, traces.get_tracer("paddock"))
    if settings.allowed_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=_GIVEN,
            allow_private_network=settings.is_edge,
            expose_headers=_TOLD,
        )
    return Front(app)
