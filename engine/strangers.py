"""Tells requests that a stranger's page may have made a browser send (CSRF)."""

from collections.abc import Collection

from starlette.datastructures import Headers

from engine.negotiation import PLAIN, Media

PREFLIGHT_HEADERS = (
    "graphql-require-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "x-requested-with",
)
_FROM_ELSEWHERE = ("cross-site", "same-site")


def may_be_a_strangers(headers: Headers, allowed_origins: Collection[str]) -> bool:
    """Whether a GET could come from any page at all: a link, an image, a script.

    A header or a content type that browsers ask about beforehand proves that it does not.
    Browsers too old to say where a request comes from send only scripts' ones that name JSON.
    """
    if media_type(headers) == Media.JSON or any(name in headers for name in PREFLIGHT_HEADERS):
        return False
    site = headers.get("sec-fetch-site")
    if site == "same-origin" or headers.get("origin") in allowed_origins:
        return False
    accept = headers.get("accept", "")
    return site in _FROM_ELSEWHERE or not any(media in accept for media in PLAIN)


def media_type(headers: Headers) -> str:
    """The type that the body is said to be of, in lower case and without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()
