"""What a client is answered in: the media type that it likes best, and the status that fits."""

from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from strawberry.types.execution import ExecutionResult, PreExecutionError

from engine.errors import REFUSED_WITH, Problem

OK = 200


class Media(StrEnum):
    """What answers are written in; where a client likes several as much, the first of them."""

    JSON = "application/json"
    GRAPHQL_JSON = "application/graphql-response+json"
    EVENT_STREAM = "text/event-stream"
    MULTIPART = "multipart/mixed"


ALL = tuple(Media)
PLAIN = (Media.JSON, Media.GRAPHQL_JSON)
_WILDCARDS = ("application/*", "*/*")
_MOST_LENGTH = 1000


def negotiated(accept: str) -> Media:
    """What to answer in; raises NOT_ACCEPTABLE where the client likes nothing of it."""
    media = preferred(accept, ALL)
    if media is None:
        raise Problem("NOT_ACCEPTABLE", f"Answers are of the types {', '.join(ALL)}")
    return media


def preferred(accept: str, offers: tuple[Media, ...]) -> Media | None:
    """The one of the offers that an Accept header likes best: by `q`, and then by order.

    A stream must be named to be given, multipart with `subscriptionSpec=1.0`; a wildcard means
    JSON, as does an empty header. None if nothing on offer is accepted. The header is read up to
    its thousandth character.
    """
    return _preferred(accept[:_MOST_LENGTH], offers)


@lru_cache(maxsize=1000)
def _preferred(accept: str, offers: tuple[Media, ...]) -> Media | None:
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [_Range("*/*", 1.0)]
    wishes = {offer: _wish(offer, ranges) for offer in offers}
    best = max(wishes, key=lambda offer: wishes[offer])
    return best if wishes[best].quality > 0 else None


def status(result: ExecutionResult, media: Media) -> int:
    """The HTTP status of an answer whose errors all have a code.

    What is wrong with a document is a matter of GraphQL: only its own media type has the status
    400 for that, all others say 200.
    """
    codes = [str((error.extensions or {}).get("code")) for error in result.errors or ()]
    if "UNAVAILABLE" in codes:
        return 503
    if not isinstance(result, PreExecutionError):
        return OK
    of_document = 400 if media is Media.GRAPHQL_JSON else OK
    return next((REFUSED_WITH[code] for code in codes if code in REFUSED_WITH), of_document)


class _Range(NamedTuple):
    """One part of an Accept header."""

    media: str
    quality: float
    is_for_subscriptions: bool = False

    def precision(self, offer: Media) -> int:
        """How exactly the range names the offer; 0 if it does not."""
        if self.media == offer:
            return 3 if offer is not Media.MULTIPART or self.is_for_subscriptions else 0
        if offer in PLAIN and self.media in _WILDCARDS:
            return 2 - _WILDCARDS.index(self.media)
        return 0


class _Wish(NamedTuple):
    """How much an offer is wanted; of two wishes the greater one counts."""

    quality: float
    position: int


def _wish(offer: Media, ranges: list[_Range]) -> _Wish:
    """What the most precise range says; it may be a refusal (q=0)."""
    named = [(each.precision(offer), -place, each) for place, each in enumerate(ranges)]
    precision, position, best = max(named, key=lambda found: found[:2])
    return _Wish(best.quality if precision else 0.0, position)


def _range(part: str) -> _Range:
    media, *parameters = (piece.strip() for piece in part.lower().split(";"))
    halves = (parameter.partition("=") for parameter in parameters)
    given = {name.strip(): value.strip(' "') for name, _, value in halves}
    return _Range(media, _quality(given.get("q", "1")), given.get("subscriptionspec") == "1.0")


def _quality(said: str) -> float:
    """Between 0 and 1; what is no number counts as not said."""
    try:
        return min(1.0, max(0.0, float(said)))
    except ValueError:
        return 1.0
