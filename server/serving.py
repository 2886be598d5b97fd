"""The server process: listens, and stops in good order when it is told to."""

import asyncio
import gc
import socket
from collections.abc import Callable
from contextlib import suppress

import structlog
import uvicorn

from engine import listening
from server import app, tracing
from server.app import Application
from server.settings import Settings

_log = structlog.get_logger("paddock.serving")
_YOUNG_OBJECTS = 10_000  # before the collector looks at them; a request makes some thousand


def serve(settings: Settings, on_started: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGTERM or Ctrl-C; `on_started` is called once requests are answered."""
    traces = tracing.to_collector() if settings.otlp_endpoint else None
    run(Server(app.build(settings, traces), settings, on_started))


def run(server: "Server") -> None:
    """Run a server until it is told to stop."""
    with suppress(KeyboardInterrupt):  # uvicorn raises the signal again when it has stopped
        server.run()


class Server(uvicorn.Server):
    """Before it closes its doors: it says that it is not ready, and sends everyone elsewhere."""

    def __init__(
        self, application: Application, settings: Settings, on_started: Callable[[], None]
    ) -> None:
        self.application = application
        self.on_started = on_started
        self.drain_seconds = settings.drain_seconds
        super().__init__(_config(application, settings))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open everything, then listen."""
        await super().startup(sockets)
        listening.drop_stalled(one for server in self.servers for one in server.sockets)
        _spare_what_stays()
        _log.info("serving", host=self.config.host, port=self.config.port)
        self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: load balancers look away, sockets reconnect elsewhere, requests in hand finish."""
        _log.info("stopping")
        self.application.health.is_draining = True
        await asyncio.sleep(self.drain_seconds)
        await self.application.endpoint.sockets.close_all()
        self.application.endpoint.streams.break_off()
        await super().shutdown(sockets)


def _spare_what_stays() -> None:
    """Let the garbage collector pass over the schema and all else that lives for ever."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)


def _config(application: Application, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        application.asgi,
        host=settings.host,
        port=settings.port,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=settings.stop_seconds,
        **listening.options(application.endpoint.transport),
    )
