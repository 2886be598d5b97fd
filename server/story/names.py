"""Names that read as real, in Chinese characters with their pinyin, and in Latin letters."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from server.story.writing import Dice

_NAMES: dict[str, Any] = orjson.loads((Path(__file__).parent / "names.json").read_bytes())
_PLAIN = str.maketrans("äöüßÄÖÜ", "aousAOU")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as shown, and as it stands in an address."""

    shown: str
    plain: str


def draw(rng: Dice, language: str) -> Name:
    """Some name of the language `zh`, or of Berlin for any other."""
    surname, given = (rng.choice(_NAMES[language][part]) for part in ("surnames", "given"))
    if language == "zh":
        plain = f"{given[1]}.{surname[1]}".replace("ü", "v")
        return Name(f"{surname[0]}{given[0]}", plain)
    return Name(f"{given} {surname}", f"{given}.{surname}".translate(_PLAIN).lower())
