"""Reads the one operation that a request asks for, and refuses whatever is not well-formed."""

from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from engine.errors import Problem
from engine.negotiation import Media
from engine.options import Transport
from engine.strangers import may_be_a_strangers, media_type

_OBJECTS = ("variables", "extensions")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks to be executed: a text, or one that it names by an id or a SHA-256."""

    query: str | None
    document_id: str | None = None
    sha256: str | None = None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None


async def read(request: Request, transport: Transport) -> Asked:
    """What an HTTP request asks for; raises the Problem that it has."""
    if request.method == "GET":
        if may_be_a_strangers(request.headers, transport.allowed_origins):
            raise Problem(
                "BAD_REQUEST", "A GET needs the header graphql-require-preflight: 1 (against CSRF)"
            )
        return asked(_parameters(request))
    if request.method != "POST":
        raise Problem("METHOD_NOT_ALLOWED", "Only GET and POST are served here")
    if media_type(request.headers) != Media.JSON:
        raise Problem("UNSUPPORTED_MEDIA_TYPE", f"The content type must be {Media.JSON}")
    return asked(_parsed(await _body(request, transport.most_body_bytes)))


def asked(fields: object) -> Asked:
    """What decoded JSON asks for; raises BAD_REQUEST when it is no operation."""
    if not isinstance(fields, dict):
        raise Problem("BAD_REQUEST", "A request must be one JSON object; batches are not served")
    for name, kind in (
        ("query", str),
        ("documentId", str),
        ("variables", dict),
        ("operationName", str),
        ("extensions", dict),
    ):
        if not isinstance(fields.get(name), kind | None):
            raise Problem("BAD_REQUEST", f"`{name}` must be of type {kind.__name__}, if given")
    query, document_id, sha256 = fields.get("query"), fields.get("documentId"), _sha256(fields)
    if query == "" and (document_id is not None or sha256 is not None):
        query = None  # clients of graphql-transport-ws cannot leave it out
    if query is None and document_id is None and sha256 is None:
        raise Problem("BAD_REQUEST", "`query` must be a string")
    if document_id is not None and (query is not None or sha256 is not None):
        raise Problem("BAD_REQUEST", "`documentId` stands for the query and comes without one")
    return Asked(
        query,
        document_id,
        sha256,
        fields.get("variables"),
        fields.get("operationName"),
        fields.get("extensions"),
    )


def _sha256(fields: dict[str, Any]) -> str | None:
    """The hash of Apollo's automatic persisted queries, if one is sent."""
    match (fields.get("extensions") or {}).get("persistedQuery"):
        case None:
            return None
        case {"version": 1, "sha256Hash": str(sha256)}:
            return sha256
    raise Problem("BAD_REQUEST", "`persistedQuery` must hold version 1 and a `sha256Hash`")


def _parameters(request: Request) -> dict[str, Any]:
    """An empty parameter is one that is not given."""
    parameters: dict[str, Any] = {name: said or None for name, said in request.query_params.items()}
    for name in _OBJECTS:
        if parameters.get(name) is not None:
            parameters[name] = _parsed(parameters[name])
    return parameters


async def _body(request: Request, most_bytes: int) -> bytes:
    """Stops reading at the limit, whatever the headers promised."""
    declared, body, more = request.headers.get("content-length", "0"), bytearray(), True
    if declared.isdecimal() and int(declared) <= most_bytes:
        while more and len(body) <= most_bytes:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if len(body) <= most_bytes:
            return bytes(body)
    raise Problem("PAYLOAD_TOO_LARGE", f"A request's body holds at most {most_bytes} bytes")


def _parsed(text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Problem("BAD_REQUEST", "The request holds invalid JSON") from error
