"""Who asks: a credential in a header or in a socket's first message becomes a viewer."""

from collections.abc import Mapping
from dataclasses import dataclass
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

_SCHEME = "bearer "
_MOST = 512


@dataclass(slots=True)
class Recognised(Context):
    """A context that remembers by which credential it was opened, so as to look again."""

    token: str = ""


class Reception:
    """Makes the context of each request and connection, with what the house passes inward."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def context_for(
        self, connection: Request | WebSocket, parameters: Mapping[str, Any] | None
    ) -> Recognised:
        """The context of a request, or of a socket from its connection parameters.

        Raises Unauthenticated for a credential that opens nothing (any more).
        """
        token = _token(_said(connection, parameters))
        address = connection.client.host if connection.client else ""
        locale = _locale(connection.headers.get("accept-language", ""))
        found = Viewer(address=address, locale=locale)
        if token:
            found = await _recognise(token, address)
        return Recognised(found, Loaders(found, self.house), self.house, token)

    async def still_valid(self, context: Recognised) -> bool:
        """Whether a socket may stay open; what its viewer may do is read anew."""
        if not context.token:
            return True
        try:
            context.viewer = await _recognise(context.token, context.viewer.address)
        except Unauthenticated:
            return False
        context.load = Loaders(context.viewer, self.house)
        return True


async def _recognise(token: str, address: str) -> Viewer:
    found = await viewer.recognise(token, address)
    if found is None:
        raise Unauthenticated("This credential opens nothing (any more); sign in again")
    return found


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


def _locale(accepted: str) -> str:
    """The first language a browser names that Paddock speaks; browsers name the best first."""
    for part in accepted.split(","):
        try:
            return texts.locale(part.partition(";")[0].strip(), "locale")
        except LocaleUnknown:
            continue
    return texts.LOCALES[0]
