"""Headers that every answer carries, so that a browser does no more with it than it should."""

from starlette.types import Message

from server import request_ids

_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
_NOT_A_PAGE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")
_RETRY = (b"retry-after", b"5")


def complete(start: Message, scheme: str, identity: str) -> None:
    """Add to the start of an answer its request's id, and what is safe where nothing else is said.

    After a 503 it says when to come back.
    """
    said = dict(start["headers"])
    safe = list(_ALWAYS)
    if not said.get(b"content-type", b"").startswith(b"text/html"):
        safe.append(_NOT_A_PAGE)
    if scheme == "https":
        safe.append(_ENCRYPTED)
    if start["status"] == 503:  # noqa: PLR2004
        safe.append(_RETRY)
    start["headers"] = [
        *start["headers"],
        *(header for header in safe if header[0] not in said),
        (request_ids.HEADER, identity.encode()),
    ]
