"""Findings: all that is wrong with what somebody typed, told at once."""

from collections.abc import Callable
from typing import TypeVar

from models.refusals.refusal import Refusal

T = TypeVar("T")


class Findings:
    """What checks found wrong, in their order."""

    def __init__(self) -> None:
        self._found: list[Refusal] = []

    def note(self, refusal: Refusal) -> None:
        """This is wrong too."""
        self._found.append(refusal)

    def of(self, check: Callable[[], T], otherwise: T) -> T:
        """What a check says; what it refuses is noted, and `otherwise` stands for it."""
        try:
            return check()
        except Refusal as refusal:
            self.note(refusal)
            return otherwise

    def refuse(self) -> None:
        """Refuse as the first of them, with the others beside it; nothing where all is well."""
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first
