"""What the story's people say: phrases put together from a list, so that few are alike."""

import re
from pathlib import Path
from typing import Any

import orjson

from server.story.brand import CARS
from server.story.writing import Dice

_PHRASES: dict[str, Any] = orjson.loads((Path(__file__).parent / "phrases.json").read_bytes())
_SLOT = re.compile(r"{(\w+)}")
TOPICS = tuple(_PHRASES["en"]["posts"])


class Tongue:
    """One language of the story."""

    def __init__(self, language: str, rng: Dice) -> None:
        self.language = language
        self.rng = rng
        self._said = _PHRASES[language]

    def post(self, topic: str) -> str:
        """A post about a topic, of one phrase or two."""
        phrases = self.rng.sample(self._said["posts"][topic], k=1 + self.rng.falls(0.25))
        joint = "" if self.language == "zh" else " "
        return joint.join(self._filled(phrase) for phrase in phrases)

    def comment(self) -> str:
        """An answer to a post."""
        return self._filled(self.rng.choice(self._said["comments"]))

    def biography(self, city: str) -> str:
        """What somebody of a city tells of themselves, if anything."""
        if self.rng.falls(0.3):
            return ""
        return self._filled(self.rng.choice(self._said["biographies"]), city=city)

    def title(self, *, is_evening: bool) -> str:
        """What an event is called."""
        return self._filled(self.rng.choice(self._said["evenings" if is_evening else "titles"]))

    def description(self) -> str:
        """What an event is about."""
        return str(self.rng.choice(self._said["descriptions"]))

    def _filled(self, phrase: str, **known: str) -> str:
        text = _SLOT.sub(lambda slot: known.get(slot[1]) or self._slot(slot[1]), phrase)
        return text[:1].upper() + text[1:]

    def _slot(self, name: str) -> str:
        choices = CARS[self.language] if name == "car" else self._said["slots"][name]
        return str(self.rng.choice(choices))
