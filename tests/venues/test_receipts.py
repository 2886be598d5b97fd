"""A receipt is verified with the tablet's public key alone, and read in its one form.

The cases stand in receipts.json, which the tablets' client runs too.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.receipts import Receipt
from models.refusals import ReceiptForged, ReceiptUnreadable, Refusal
from tests.venues import sealing
from tests.venues.sealing import PUBLIC, SAID, SEAT, sealed, written
from venues.receipts import read

VECTORS = json.loads(sealing.VECTORS.read_text())


def _failure(read_: Receipt | Refusal) -> str | None:
    return read_.code() if isinstance(read_, Refusal) else None


def test_the_vectors_are_what_makes_them_says() -> None:
    assert json.loads(json.dumps(sealing.vectors())) == VECTORS


def test_no_two_vectors_have_the_same_name() -> None:
    names = [case["name"] for case in VECTORS["cases"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: ascii(case["name"]))
def test_a_receipt_is_read_as_the_vectors_say(case: Mapping[str, Any]) -> None:
    found = read(case["text"], b64decode(case["signature"]), b64decode(VECTORS["publicKey"]))
    assert _failure(found) == case["failure"]
    if isinstance(found, Receipt):
        said = case["receipt"]
        assert (str(found.id), found.name, found.language) == (
            said["id"], said["name"], said["language"],
        )  # fmt: skip


def test_every_field_of_a_receipt_is_read() -> None:
    text = written(SAID | SEAT)
    assert read(text, sealed(text), PUBLIC) == Receipt(
        id=UUID("01920000-0000-7000-8000-000000000001"),
        device=UUID("01920000-0000-7000-8000-000000000002"),
        event=UUID("01920000-0000-7000-8000-000000000003"),
        dealer=UUID("01920000-0000-7000-8000-000000000004"),
        dealer_name="Harbour Motors",
        purposes=("CONTACT",),
        text_version=1,
        text_hash="0123456789abcdef" * 4,
        language="zh",
        at=datetime(2026, 12, 8, 12, 0, tzinfo=UTC),
        name="王小明",
        phone="+8613912345678",
        email="xiaoming@people.example",
        seat=UUID("01920000-0000-7000-8000-000000000005"),
    )


def test_a_receipt_with_any_one_byte_changed_is_forged() -> None:
    text = written(SAID)
    signature = sealed(text)
    bent = [text[:place] + "~" + text[place + 1 :] for place in range(len(text))]
    assert all(isinstance(read(one, signature, PUBLIC), ReceiptForged) for one in bent)
    flipped = [
        bytes([*signature[:place], signature[place] ^ 1 << bit, *signature[place + 1 :]])
        for place in range(64)
        for bit in range(8)
    ]
    assert all(isinstance(read(text, one, PUBLIC), ReceiptForged) for one in flipped)


def test_a_receipt_without_one_of_its_fields_is_none() -> None:
    for missing in SAID:
        text = written({name: value for name, value in SAID.items() if name != missing})
        assert isinstance(read(text, sealed(text), PUBLIC), ReceiptUnreadable), missing


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33, bytes(32)])
def test_a_key_that_is_none_verifies_nothing(key: bytes) -> None:
    text = written(SAID)
    assert isinstance(read(text, sealed(text), key), ReceiptForged)


@given(st.text(), st.binary(max_size=70), st.binary(max_size=40))
def test_anything_at_all_is_answered(text: str, signature: bytes, key: bytes) -> None:
    assert isinstance(read(text, signature, key), ReceiptForged)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*SAID, "seat"]), _ANYTHING, max_size=3), st.booleans())
@settings(max_examples=300)
def test_whatever_a_tablet_signs_is_a_receipt_or_answered(
    bent: dict[str, Any],
    is_spaced: bool,  # noqa: FBT001  drawn
) -> None:
    text = json.dumps(SAID | bent, ensure_ascii=is_spaced, separators=(",", ":"))
    try:
        signature = sealed(text)
    except UnicodeEncodeError:
        return
    found = read(text, signature, PUBLIC)
    assert isinstance(found, Receipt | ReceiptUnreadable)
    if isinstance(found, Receipt):
        assert text == written(json.loads(text))
