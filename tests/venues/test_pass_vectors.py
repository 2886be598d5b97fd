"""passes.json, which the tablets run too, says of each text what Python says of it."""

import json
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from venues.passes import ForgedPass, Pass, PublicKey, verify

VECTORS = json.loads(Path(__file__).with_name("passes.json").read_text())
KEYS = {
    key_id: PublicKey(key_id, b64decode(listed["key"]))
    for listed in VECTORS["keys"]
    for key_id in [bytes.fromhex(listed["id"])]
}


def said(text: str) -> Pass | None:
    try:
        return verify(text, KEYS)
    except ForgedPass:
        return None


def expected(pass_: dict[str, Any] | None) -> Pass | None:
    if pass_ is None:
        return None
    return Pass(
        seat=UUID(pass_["seat"]),
        event=UUID(pass_["event"]),
        kind=pass_["kind"],
        issue=pass_["issue"],
        not_before=datetime.fromisoformat(pass_["not_before"]),
        expires_at=datetime.fromisoformat(pass_["expires_at"]),
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_text_is_the_pass_that_the_vectors_say(case: dict[str, Any]) -> None:
    assert said(case["text"]) == expected(case["pass"])


def test_the_vectors_hold_passes_and_forgeries() -> None:
    good = [case for case in VECTORS["cases"] if case["pass"]]
    assert len(good) >= 10
    assert len(VECTORS["cases"]) - len(good) >= 200
