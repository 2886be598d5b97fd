"""The place: the folder of one edge, with its database, its credential, and how far it has come."""

import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class Pairing:
    """The cloud's address, and what it knows this edge by."""

    cloud: str
    credential: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What outlives a restart: the tag and marks of the last copy, the clock, what was announced.

    `clock_offset_ms` is what must be added to this computer's clock, as it was last measured.
    """

    tag: str = ""
    people: str = ""
    made_at: str = ""
    clock_offset_ms: int = 0
    announced: str = ""

    @property
    def clock_offset(self) -> timedelta:
        """The same as a span."""
        return timedelta(milliseconds=self.clock_offset_ms)

    @property
    def since_ms(self) -> int | None:
        """When the last copy was made, by the cloud's clock; None where there was none."""
        if not self.made_at:
            return None
        return int(datetime.fromisoformat(self.made_at).timestamp() * 1000)


class Place:
    """Files are written whole or not at all, so that a kill leaves one or the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._credential = folder / "credential"
        self._standing = folder / "standing.json"

    @property
    def database_url(self) -> str:
        """The edge's own database."""
        return f"sqlite://{self.folder / 'edge.db'}"

    @property
    def pairing(self) -> Pairing | None:
        """What it is paired with; None until it is."""
        with suppress(FileNotFoundError, ValueError):
            cloud, credential = self._credential.read_text().split()
            return Pairing(cloud, credential)
        return None

    def keep_pairing(self, pairing: Pairing) -> None:
        """Keep it for good, for this computer's user alone."""
        _write(self._credential, f"{pairing.cloud} {pairing.credential}\n".encode())

    def lay_credential_aside(self) -> None:
        """The cloud knows it no more: the next start must pair anew."""
        with suppress(FileNotFoundError):
            self._credential.rename(self.folder / "credential.revoked")

    def standing(self) -> Standing:
        """How far this edge has come."""
        known = Standing.__dataclass_fields__
        try:
            said: dict[str, Any] = orjson.loads(self._standing.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return Standing()
        return Standing(**{name: value for name, value in said.items() if name in known})

    def keep_standing(self, standing: Standing) -> None:
        """Remember how far it has come."""
        _write(self._standing, orjson.dumps(asdict(standing)))


def _write(file: Path, content: bytes) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as made:
        made.write(content)
        made.flush()
        os.fsync(made.fileno())
    draft.replace(file)
