"""The wire: one POST to an address that somebody else has chosen.

A name is looked up once, what it leads to is looked at, and that very address is connected to, so
that a name which leads elsewhere a moment later gains nothing. Redirects, proxies and cookies are
not followed, used or kept, connections are not shared, and of an answer the status alone is read.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from models import clock
from models.refusals import Refusal
from models.webhook_addresses import AddressRules
from models.webhook_deliveries.concluding import Attempt
from models.webhook_deliveries.rows import AttemptFailure

LIMIT_SECONDS = 10.0
_MOST_ADDRESSES = 3
_REDIRECTS = range(300, 400)
_SUCCESSES = range(200, 300)

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The IP addresses behind a name, the best first. Raises OSError where there are none."""


class _Failed(Exception):
    """The attempt came to nothing."""

    def __init__(self, failure: AttemptFailure) -> None:
        super().__init__(failure.value)
        self.failure = failure


async def looked_up(host: str, port: int) -> list[str]:
    """What the system knows of a name, of the kinds of addresses that this machine has itself."""
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
    )
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class _Place:
    """What is connected to, and under which name."""

    url: httpx.URL
    host: str
    addresses: list[str]


class Wire:
    """Posts, as long as it is open; `certificates` are those trusted, the usual ones if None."""

    def __init__(
        self,
        rules: AddressRules,
        resolve: Resolve = looked_up,
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        self._rules = rules
        self._resolve = resolve
        # A pooled connection would be of an address, and another name may be behind it too.
        self._transport = httpx.AsyncHTTPTransport(
            verify=certificates or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Attempt:
        """Whatever comes of it within LIMIT_SECONDS; never raises."""
        loop, at, status, failure = asyncio.get_running_loop(), clock.now(), None, None
        begun = loop.time()
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                status = await self._posted(await self._place(url), headers, body)
            failure = _told_by(status)
        except _Failed as failed:
            failure = failed.failure
        except (TimeoutError, httpx.TransportError):
            failure = AttemptFailure.NO_ANSWER
        return Attempt(at, round((loop.time() - begun) * 1000), status, failure)

    async def close(self) -> None:
        """Nothing can be posted any more."""
        await self._transport.aclose()

    async def _place(self, text: str) -> _Place:
        """Where the address leads now, each of the IP addresses looked at."""
        try:
            url = httpx.URL(self._rules.checked(text, "url"))
        except (Refusal, httpx.InvalidURL) as refused:
            raise _Failed(AttemptFailure.ADDRESS_FORBIDDEN) from refused
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as unknown:
            raise _Failed(AttemptFailure.NAME_UNKNOWN) from unknown
        if not addresses or not all(map(self._rules.is_open, addresses)):
            raise _Failed(AttemptFailure.ADDRESS_FORBIDDEN)
        return _Place(url, host, addresses[:_MOST_ADDRESSES])

    async def _posted(self, place: _Place, headers: dict[str, str], body: bytes) -> int:
        """The status of the first of its addresses that lets us in."""
        for address in place.addresses[:-1]:
            try:
                return await self._answered(address, place, headers, body)
            except httpx.ConnectError:
                continue
        try:
            return await self._answered(place.addresses[-1], place, headers, body)
        except httpx.ConnectError as error:
            raise _Failed(_told_by_connecting(error)) from error
        except httpx.RemoteProtocolError as error:
            raise _Failed(AttemptFailure.ANSWER_UNREADABLE) from error

    async def _answered(
        self, address: str, place: _Place, headers: dict[str, str], body: bytes
    ) -> int:
        request = httpx.Request(
            "POST",
            place.url.copy_with(host=address),
            headers={
                "Host": place.url.netloc.decode("ascii"),
                "Content-Type": "application/json",
                "User-Agent": "Paddock-Webhooks",
                "Connection": "close",
                **headers,
            },
            content=body,
            extensions={"sni_hostname": place.host},
        )
        answer = await self._transport.handle_async_request(request)
        await answer.aclose()
        return answer.status_code


def _told_by(status: int) -> AttemptFailure | None:
    if status in _SUCCESSES:
        return None
    return AttemptFailure.REDIRECTED if status in _REDIRECTS else AttemptFailure.REFUSED


def _told_by_connecting(error: BaseException | None) -> AttemptFailure:
    """Whether the connection failed, or its encryption."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return AttemptFailure.NO_ENCRYPTION
        error = error.__cause__ or error.__context__
    return AttemptFailure.NO_CONNECTION
