"""What is a fault of ours in an answer or in the log, and what is only a no."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.server.logged import Log

_FAULTS = {"INTERNAL", "UNAVAILABLE"}
_LEGIBLE = 3000


def read(answer: httpx.Response) -> dict[str, Any]:
    """What is answered, or, where that is not even JSON, an error that says so."""
    try:
        said: dict[str, Any] = answer.json()
    except ValueError:
        message = f"{answer.status_code}: {answer.text[:_LEGIBLE]}"
        return {"errors": [{"message": message, "extensions": {"code": "INTERNAL"}}]}
    return said


def faults(answer: Mapping[str, Any]) -> list[str]:
    """The errors of an answer that are ours."""
    return [
        str(error) for error in answer.get("errors", ()) if error["extensions"]["code"] in _FAULTS
    ]


def is_granted(answer: Mapping[str, Any]) -> bool:
    """Whether what was asked for came to something, and nothing of it was refused."""
    data = answer.get("data")
    return data is not None and all(
        shown is not None and not (isinstance(shown, dict) and shown.get("userErrors"))
        for shown in data.values()
    )


def alarms(log: Log) -> list[str]:
    """The new lines that tell of a fault, in a request or in what follows from it."""
    return [line for line in log.news() if _is_alarm(line)]


def _is_alarm(line: str) -> bool:
    try:
        told = json.loads(line)
    except ValueError:
        return True  # not even a line of the log: a crash
    return told["level"] == "error" or "exception" in told or told["logger"] == "py.warnings"
