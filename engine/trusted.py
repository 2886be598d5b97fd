"""Trusted documents: what the builds of front-ends will ask, known before they do."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import orjson


def load(files: Iterable[Path]) -> dict[str, str]:
    """The documents of Relay's persisted.json and the like: objects of texts by id.

    Each is known by the id its file gives it and by the SHA-256 of its text, both as they are,
    without the prefix `sha256:`. Raises OSError for a file that cannot be read, ValueError for
    one that is something else, or where two documents have one id.
    """
    documents: dict[str, str] = {}
    for file in files:
        for identity, text in _entries(file):
            for name in (identity.removeprefix("sha256:"), sha256(text.encode()).hexdigest()):
                if documents.setdefault(name, text) != text:
                    raise ValueError(f"{file}: {name} already stands for another document")
    return documents


def _entries(file: Path) -> Iterable[tuple[str, str]]:
    try:
        entries = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{file} is no JSON: {error}") from error
    if not isinstance(entries, dict) or not all(isinstance(t, str) for t in entries.values()):
        raise ValueError(f"{file} must hold one JSON object of documents by their ids")
    yield from entries.items()
