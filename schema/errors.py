"""Refusals as the API answers them: data in `userErrors`, one shared code enum."""

import re
from enum import Enum, EnumMeta
from typing import Any, cast

import strawberry

from models.refusals import Refusal

# Made of the refusals, so that none is forgotten.
_CODES = {
    code: strawberry.enum_value(code, description=re.sub(r"{(\w+)}", r"`\1`", refusal.en))
    for code, refusal in sorted(Refusal.known.items())
}
_Code: Any = Enum("ErrorCode", _CODES)  # type: ignore[misc]  # no literal
ErrorCode = strawberry.enum(
    cast(EnumMeta, _Code),
    description="Why something was refused; the English message of each is its description.",
)


@strawberry.type(description="An expected no: nothing was written.")
class UserError:
    """One refusal in a payload."""

    code: ErrorCode = strawberry.field(description="What went wrong, for programs.")  # type: ignore[valid-type]
    message: str = strawberry.field(description="What went wrong, in the viewer's language.")
    field: list[str] | None = strawberry.field(
        description="The path of the input field at fault, where one is."
    )


def user_errors(refusal: Refusal | None, locale: str) -> list[UserError]:
    """The `userErrors` of a payload: none, or the refusal and what else is wrong."""
    if refusal is None:
        return []
    return [_user_error(one, locale) for one in (refusal, *refusal.others)]


def _user_error(refusal: Refusal, locale: str) -> UserError:
    path = refusal.field.split(".") if refusal.field else None
    return UserError(code=_Code[refusal.code()], message=refusal.message(locale), field=path)
