"""Enums of models as the API has them, each value with its description."""

from enum import StrEnum

import strawberry
from strawberry.types.enum import has_enum_definition


def described(kind: type[StrEnum], description: str, **values: str) -> None:
    """Let fields of the type `kind` be a GraphQL enum; KeyError for a value left undescribed."""
    strawberry.enum(kind, description=description)
    if has_enum_definition(kind):
        for value in kind.__strawberry_definition__.values:
            value.description = values[value.name]
