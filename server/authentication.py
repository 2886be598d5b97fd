"""Who asks: a credential in a header or in a socket's first message becomes a viewer."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.websockets import WebSocket

from engine.errors import Unauthenticated
from models import texts
from models.access import viewer
from models.access.viewer import Viewer
from models.refusals import LocaleUnknown
from schema.context import Context, House
from schema.loaders import Loaders
from server.rates import Budget

_SCHEME = "bearer "
_MOST = 512


class Reception:
    """Makes the context of each request and connection, with what the house passes inward."""

    def __init__(self, house: House, budget: Budget) -> None:
        self.house = house
        self.budget = budget

    async def context_for(
        self, connection: Request | WebSocket, parameters: Mapping[str, Any] | None
    ) -> Context:
        """The context of a request, or of a socket from its connection parameters.

        Raises Unauthenticated for a credential that opens nothing (any more), and Throttled where
        there were too many of these.
        """
        token = _token(_said(connection, parameters))
        address = connection.client.host if connection.client else ""
        if token:
            found = await self._recognise(token, address)
        else:
            locale = language_of(connection.headers.get("accept-language", ""))
            found = Viewer(address=address, locale=locale)
        origin = connection.headers.get("origin", "")
        return Context(found, Loaders(found), self.house, origin)

    async def _recognise(self, token: str, address: str) -> Viewer:
        self.budget.let_in(address)
        found = await viewer.recognise(token, address)
        if found is None:
            await self.budget.refuse(address)
            raise _opens_nothing()
        return found


async def still_valid(context: Context) -> bool:
    """Whether a socket may stay open: its credential still opens something."""
    return await viewer.refreshed(context.viewer) is not None


async def renewed(context: Context) -> Context:
    """The same viewer with the roles of now, and nothing remembered: for one operation.

    Raises Unauthenticated when the credential opens nothing any more.
    """
    found = await viewer.refreshed(context.viewer)
    if found is None:
        raise _opens_nothing()
    return Context(found, Loaders(found), context.house, context.origin)


def _opens_nothing() -> Unauthenticated:
    return Unauthenticated("This credential opens nothing (any more); sign in again")


def _said(connection: Request | WebSocket, parameters: Mapping[str, Any] | None) -> object:
    """A browser cannot set headers on a WebSocket, so its first message may say the same."""
    for name in ("authorization", "Authorization"):
        if parameters and name in parameters:
            return parameters[name]
    return connection.headers.get("authorization")


def _token(said: object) -> str:
    """The token in `Bearer …`; nothing where nothing is said."""
    if said is None:
        return ""
    if not isinstance(said, str) or not said.lower().startswith(_SCHEME):
        raise Unauthenticated("Authorization must be `Bearer` and a token")
    token = said[len(_SCHEME) :].strip()
    if not token or len(token) > _MOST:
        raise Unauthenticated("Authorization must be `Bearer` and a token")
    return token


def language_of(accepted: str) -> str:
    """The first language a browser names that Paddock speaks; browsers name the best first."""
    for part in accepted.split(","):
        try:
            return texts.locale(part.partition(";")[0].strip(), "locale")
        except LocaleUnknown:
            continue
    return texts.LOCALES[0]
