"""Request ids: a caller's own if it is sane, else a fresh one; in logs, errors and the answer."""

import re

from starlette.types import Scope

from engine.errors import request_id
from models import ids

HEADER = b"x-request-id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def put(scope: Scope) -> str:
    """Give a request or connection its id: the endpoint and the logs find it where they look."""
    said = next((value.decode("latin-1") for name, value in scope["headers"] if name == HEADER), "")
    identity = said if _SANE.fullmatch(said) else ids.text()
    scope.setdefault("state", {})["request_id"] = identity
    request_id.set(identity)
    return identity
