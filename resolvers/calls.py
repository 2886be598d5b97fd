"""A mutation's one way to the verbs: once per idempotency key, with refusals as data."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

import strawberry

from models import idempotency
from models.access.viewer import Viewer
from models.idempotency import Call, Outcome
from models.noun import Noun
from models.refusals import Refusal
from schema.context import Info
from schema.errors import UserError, user_errors


class Input(Protocol):
    """What every mutation's input has."""

    idempotency_key: strawberry.ID


async def once(
    info: Info,
    said: Input,
    verb: Callable[[], Awaitable[Noun | None]],
    *,
    traced: Sequence[str] = (),
) -> Outcome:
    """Do the verb, or answer as the first time; see models.idempotency.once.

    `traced` names fields of the input whose values could be guessed from a plain hash of them.
    """
    call = _call(info, said)
    for name in traced:
        call.said[name] = info.context.house.seal.trace(str(call.said[name]), info.field_name)
    return await idempotency.once(call, verb)


async def once_secret(info: Info, said: Input, verb: Callable[[], Awaitable[Noun]]) -> Outcome:
    """As `once`, for a verb that hands out a credential."""
    return await idempotency.once_secret(_call(info, said), verb)


async def reread(
    info: Info, outcome: Outcome, door: Callable[[Viewer, UUID], Awaitable[Any]]
) -> Any:
    """The row that a call came to, through the viewer's door; None after a refusal."""
    return await door(info.context.viewer, outcome.id) if outcome.id else None


def errors(info: Info, outcome: Outcome | Refusal) -> list[UserError]:
    """The `userErrors` of a payload."""
    refusal = outcome.refusal if isinstance(outcome, Outcome) else outcome
    return user_errors(refusal, info.context.viewer.locale)


def given(**said: Any) -> dict[str, Any]:
    """What was said, without what was left out or null."""
    return {name: value for name, value in said.items() if value is not None}


def _call(info: Info, said: Input) -> Call:
    content = strawberry.asdict(said)
    key = str(content.pop("idempotency_key"))
    return Call(info.context.viewer.actor, info.field_name, key, content)
