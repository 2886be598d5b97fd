"""Traces by OpenTelemetry: a span for each HTTP request, and only where a collector is named."""

from opentelemetry import propagate
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import observing, paths

_FAULT = 500


class Tracing:
    """ASGI middleware: continues the caller's trace, named after the GraphQL operation."""

    def __init__(self, app: ASGIApp, tracer: Tracer) -> None:
        self.app = app
        self.tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request under a span."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = paths.told(scope["path"])
        with self.tracer.start_as_current_span(
            f"{scope['method']} {path}",
            context=propagate.extract(Headers(scope=scope)),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": scope["method"], "url.path": path},
        ) as span:

            async def send_noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    _note_status(span, message["status"])
                await send(message)

            await self.app(scope, receive, send_noting)
            _note_operation(span)


def provider(*processors: SpanProcessor) -> TracerProvider:
    """Makes tracers whose spans go through `processors`; shut it down to send what is left.

    OTEL_SERVICE_NAME and the other standard variables are read by the library itself.
    """
    made = TracerProvider(resource=Resource.create({SERVICE_NAME: "paddock"}))
    for processor in processors:
        made.add_span_processor(processor)
    return made


def to_collector() -> TracerProvider:
    """Sends spans to OTEL_EXPORTER_OTLP_ENDPOINT, in batches, from a thread of its own."""
    return provider(BatchSpanProcessor(OTLPSpanExporter()))


def _note_status(span: Span, status: int) -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= _FAULT:
        span.set_status(Status(StatusCode.ERROR))


def _note_operation(span: Span) -> None:
    operation = observing.current.get()
    if operation is None or not operation.kind:
        return
    name = operation.name or operation.field
    span.update_name(f"{operation.kind} {name}")
    span.set_attributes({
        "graphql.operation.type": operation.kind,
        "graphql.operation.name": name,
        "paddock.outcome": operation.outcome,
    })  # fmt: skip
