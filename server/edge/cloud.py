"""The cloud, as an edge speaks with it: it pairs, announces itself, relays, fetches the copy."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

from models import clock
from server.edge import documents
from server.edge.place import Standing

_MILLISECOND = timedelta(milliseconds=1)
_CONNECT_SECONDS = 5
_ANSWER_SECONDS = 30
_COPY_SECONDS = 120
_NOT_MODIFIED, _THROTTLED, _TOO_LARGE = 304, 429, 413


class CloudAway(Exception):
    """It does not answer, or not now; for so many `seconds` it wants to be left alone."""

    def __init__(self, why: str, seconds: float = 0) -> None:
        super().__init__(why)
        self.seconds = seconds


class CloudRefusedError(Exception):
    """It answers no, and would again; the message is in words."""


class CredentialRevokedError(CloudRefusedError):
    """It does not know this edge, or not any more."""


class TooLargeError(CloudRefusedError):
    """It does not take that much at once."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A copy as it came, and its tag."""

    tag: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Relayed:
    """What the cloud said of each batch: nothing, or why it does not count; and its own time."""

    refusals: Sequence[str | None]
    received_at: datetime


class Cloud:
    """One request at a time is sent; none of these is done twice by itself."""

    def __init__(self, url: str) -> None:
        self.credential = ""
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS),
            trust_env=True,
            follow_redirects=False,
        )

    async def aclose(self) -> None:
        """Let go of its connections."""
        await self._http.aclose()

    async def pair(self, code: str, name: str) -> str:
        """The credential for which the cloud exchanges the code, this once."""
        said = {"idempotencyKey": secrets.token_urlsafe(16), "code": code, "name": name}
        payload = await self._ask(documents.PAIR, "edgePair", said)
        return str(payload["credential"])

    async def announce(self, address: str) -> None:
        """Say where tablets reach this edge."""
        said = {"idempotencyKey": secrets.token_urlsafe(16), "address": address}
        await self._ask(documents.ANNOUNCE, "edgeAnnounce", said)

    async def relay(self, batches: Sequence[dict[str, str]], clock_offset: timedelta) -> Relayed:
        """Hand in what tablets said, or nothing as a sign of life."""
        said = {
            "sentAt": clock.now().isoformat(),
            "clockOffsetMs": clock_offset // _MILLISECOND,
            "batches": list(batches),
        }
        payload = await self._ask(documents.RELAY, "scanRelay", said)
        return Relayed(
            [None if one["isTaken"] else str(one["code"]) for one in payload["answers"]],
            datetime.fromisoformat(payload["receivedAt"]),
        )

    async def copy(self, event_id: UUID, standing: Standing) -> Fetched | None:
        """What is other than it stands with us; None where nothing is."""
        since = standing.since_ms
        known = {"people": standing.people, "since": str(since)} if since is not None else {}
        headers = self._headers() | ({"If-None-Match": standing.tag} if standing.tag else {})
        answer = await self._sent(
            self._http.build_request(
                "GET", f"/door/{event_id}/copy", params=known, headers=headers,
                timeout=httpx.Timeout(_COPY_SECONDS, connect=_CONNECT_SECONDS),
            )
        )  # fmt: skip
        if answer.status_code == _NOT_MODIFIED:
            return None
        if answer.is_success:
            return Fetched(answer.headers.get("etag", ""), answer.content)
        raise _refusal(answer)

    async def _ask(self, document: str, field: str, said: dict[str, Any]) -> dict[str, Any]:
        body = {"query": document, "variables": {"input": said}}
        answer = await self._sent(
            self._http.build_request("POST", "/graphql", json=body, headers=self._headers())
        )
        if answer.status_code == _TOO_LARGE:
            raise TooLargeError(str(len(answer.request.content)))
        told = _json(answer)
        if told.get("errors") or not told.get("data"):
            raise _refusal(answer)
        payload: dict[str, Any] = told["data"][field]
        if payload["userErrors"]:
            raise CloudRefusedError(payload["userErrors"][0]["message"])
        return payload

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request)
        except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError) as error:
            raise CloudAway(f"{type(error).__name__}: {error}") from error

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.credential}"} if self.credential else {}


def _refusal(answer: httpx.Response) -> Exception:
    """What an answer other than a good one means; only the cloud's own words can revoke."""
    said = (_json(answer).get("errors") or [{}])[0]
    code = said.get("extensions", {}).get("code") or said.get("code", "")
    if code in {"UNAUTHENTICATED", "SIGN_IN_REQUIRED"}:
        return CredentialRevokedError(said.get("message", code))
    seconds = answer.headers.get("retry-after", "")
    why = f"{answer.status_code} {code}".strip()
    return CloudAway(why, float(seconds) if seconds.isdecimal() else 0)


def _json(answer: httpx.Response) -> dict[str, Any]:
    """The object that an answer is; an empty one for whatever a portal in between may say."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
