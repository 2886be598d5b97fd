"""The API as the last release has it, and what has changed since."""

import re
from typing import NamedTuple, Self

from graphql import GraphQLSchema, build_schema, find_schema_changes
from graphql.utilities import BreakingChangeType, DangerousChangeType

_VERSION = re.compile(r"^## \[?(\d+\.\d+\.\d+)\b", re.MULTILINE)
_UNRELEASED = re.compile(r"^## \[?Unreleased\b.*?$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_API = re.compile(r"^### API\s*?$(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
_HEADER = "# The API of release {}; `python -m server schema --check` compares with it.\n\n"


class Changes(NamedTuple):
    """What a client of the old API has to know of the new one, a sentence each."""

    breaking: list[str]
    dangerous: list[str]

    @classmethod
    def between(cls, old: GraphQLSchema, new: GraphQLSchema) -> Self:
        """All but those that no client can feel."""
        found = find_schema_changes(old, new)
        return cls(
            [one.description for one in found if isinstance(one.type, BreakingChangeType)],
            [one.description for one in found if isinstance(one.type, DangerousChangeType)],
        )


def version(changelog: str) -> str | None:
    """The newest release that a changelog tells of, as 1.2.3; None before the first."""
    found = _VERSION.search(changelog)
    return found[1] if found else None


def as_file(sdl: str, release: str) -> str:
    """What is kept of the API of a release."""
    return _HEADER.format(release) + sdl


def read(kept: str, release: str) -> GraphQLSchema | None:
    """The API in a kept file; None where that is not of this release."""
    return build_schema(kept) if kept.startswith(_HEADER.format(release)) else None


def untold(breaking: list[str], changelog: str) -> list[str]:
    """Those whose sentence does not stand under "API" in the changelog's unreleased part."""
    unreleased = "".join(_UNRELEASED.findall(changelog))
    told = _plain("".join(_API.findall(unreleased)))
    return [sentence for sentence in breaking if _plain(sentence) not in told]


def _plain(text: str) -> str:
    """Without a page's line breaks and back-quotes; a blank before, so that it is whole words."""
    return " " + " ".join(text.replace("`", "").split())
