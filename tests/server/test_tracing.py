"""Traces: a span for each request, in its caller's trace, named after the operation."""

from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from server import tracing
from tests.application import service

_TRACE = "0af7651916cd43dd8448eb211c80319c"


async def test_a_request_is_a_span_of_its_callers_trace_named_after_its_operation(db: str) -> None:
    spans = InMemorySpanExporter()
    traces = tracing.provider(SimpleSpanProcessor(spans))
    async with service(db, traces=traces) as served:
        headers = {"traceparent": f"00-{_TRACE}-b7ad6b7169203331-01"}
        await served.ask("query Mine { viewer { email } }", headers=headers)
    traces.shutdown()
    [span] = spans.get_finished_spans()
    assert span.name == "query Mine"
    assert span.context is not None
    assert f"{span.context.trace_id:032x}" == _TRACE
    assert dict(span.attributes or {}) == {
        "http.request.method": "POST",
        "url.path": "/graphql",
        "http.response.status_code": 200,
        "graphql.operation.type": "query",
        "graphql.operation.name": "Mine",
        "paddock.outcome": "OK",
    }


async def test_a_span_of_a_request_that_failed_says_so() -> None:
    spans = InMemorySpanExporter()
    traces = tracing.provider(SimpleSpanProcessor(spans))
    async with service("sqlite:///nowhere", traces=traces) as served:
        served.application.health.is_draining = True
        await served.client.get("/readyz")
    traces.shutdown()
    [span] = spans.get_finished_spans()
    assert span.name == "GET /readyz"
    assert span.status.status_code is StatusCode.ERROR
