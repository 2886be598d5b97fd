"""The real server for real clients, as `make run` starts it: with the story loaded."""

import json
import os
import sys
from pathlib import Path

import httpx

from tests import postgres, processes

_SETTING = "PADDOCK_"
_OF_TESTS = "PADDOCK_TEST_"
_NAME = "server"
_PERSISTED = Path(__file__).parent / "relay" / "persisted.json"


def start(*, is_postgres: bool) -> str:
    """Start a server on a new database, for the run, and return its address.

    It has every setting by default, whatever the environment says, but for Relay's documents, and
    for the worker: no client sees the two thousand letters that it would write.
    """
    port = processes.free_port()
    for name in list(os.environ):
        if name.startswith(_SETTING) and not name.startswith(_OF_TESTS):
            del os.environ[name]
    os.environ |= {
        "PADDOCK_VAR": str(processes.folder() / "var"),
        "PADDOCK_PORT": str(port),
        "PADDOCK_LOG_FORMAT": "json",
        "PADDOCK_WORKER_INSIDE": "false",
        "PADDOCK_TRUSTED_DOCUMENTS": str(_PERSISTED),
    }
    if is_postgres:
        os.environ["PADDOCK_DATABASE_URL"] = postgres.start(processes.folder() / "postgres")
    url = f"http://127.0.0.1:{port}"
    processes.start(_NAME, [sys.executable, "-m", "server", "run"], lambda: _is_ready(url))
    return url


def faults() -> list[str]:
    """What the server has logged as its own failure so far."""
    log = (processes.folder() / f"{_NAME}.log").read_text().splitlines(keepends=True)
    return [line for line in log if _is_fault(line)]


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz").is_success
    except httpx.TransportError:
        return False


def _is_fault(line: str) -> bool:
    if line.startswith("Traceback"):
        return True
    if not line.startswith("{"):
        return False
    return json.loads(line).get("level") in {"error", "critical"}
