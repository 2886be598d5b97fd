"""What an edge asks of the cloud; the cloud trusts these also where it trusts few documents."""

from pathlib import Path

import orjson

EDGES_OWN = Path(__file__).with_name("documents.json")

_TEXTS: dict[str, str] = orjson.loads(EDGES_OWN.read_bytes())

PAIR = _TEXTS["edgePair"]
ANNOUNCE = _TEXTS["edgeAnnounce"]
RELAY = _TEXTS["scanRelay"]
