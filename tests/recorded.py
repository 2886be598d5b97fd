"""The operations of a test run, written down for whoever wants to send them again."""

import os
from typing import Any

import orjson

_FILE = os.environ.get("PADDOCK_TEST_RECORD")


def record(query: str, variables: dict[str, Any]) -> None:
    """Append the operation as a line of JSON to the file named by PADDOCK_TEST_RECORD, if any."""
    if _FILE:
        line = orjson.dumps({"query": query, "variables": variables}, default=str)
        with open(_FILE, "ab") as file:  # noqa: PTH123 - several processes append whole lines
            file.write(line + b"\n")
