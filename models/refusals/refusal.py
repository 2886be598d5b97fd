"""Refusals: every expected no, a class whose name is the sentence.

A verb raises one, nothing is written, and the API answers it as data: the code is the class
name in SCREAMING_SNAKE_CASE, the message is in the viewer's language.
"""

import re
from typing import Any, ClassVar

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Refusal(Exception):
    """An expected no. `field` names the input field at fault, as a path with dots.

    `others` are what else is wrong, where all of it is told at once.
    """

    en: ClassVar[str]
    zh: ClassVar[str]
    is_passing: ClassVar[bool] = False  # True: the next try may succeed, so it is not remembered
    known: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        super().__init__(self.code())
        self.field = field
        self.facts = facts
        self.others: tuple[Refusal, ...] = ()

    def __init_subclass__(cls) -> None:
        Refusal.known[cls.code()] = cls

    @classmethod
    def code(cls) -> str:
        """EventFull is EVENT_FULL."""
        return _WORD.sub("_", cls.__name__).upper()

    def message(self, locale: str) -> str:
        """The sentence for a reader, Chinese for `zh…` and English for all others."""
        text = self.zh if locale.lower().startswith("zh") else self.en
        return text.format(**self.facts)

    def stored(self) -> dict[str, Any]:
        """What a replay needs to say the same again."""
        said = {"code": self.code(), "field": self.field, "facts": self.facts}
        others = [other.stored() for other in self.others]
        return said | {"others": others} if others else said

    @staticmethod
    def revived(stored: dict[str, Any]) -> "Refusal":
        """The refusal that `stored` was made from."""
        refusal = Refusal.known[stored["code"]](stored["field"], **stored["facts"])
        refusal.others = tuple(Refusal.revived(other) for other in stored.get("others", ()))
        return refusal
