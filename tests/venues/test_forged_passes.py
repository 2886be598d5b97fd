"""Whatever is not exactly what the key signed, byte for byte, is forged."""

from typing import Any

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.venues.forgery import (
    CLAIMS,
    EVENT,
    KEY,
    PASS,
    SEAT,
    is_forged,
    message_of,
    text_of,
    well_signed,
)
from venues.passes import sign

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519


def test_a_pass_with_any_one_bit_flipped_is_forged() -> None:
    good = message_of(sign(PASS, KEY))
    flipped = [
        bytes([*good[:place], good[place] ^ 1 << bit, *good[place + 1 :]])
        for place in range(len(good))
        for bit in range(8)
    ]
    assert [message.hex() for message in flipped if not is_forged(text_of(message))] == []


def test_a_pass_cut_short_or_followed_by_anything_is_forged() -> None:
    good = message_of(sign(PASS, KEY))
    assert all(is_forged(text_of(good[:length])) for length in range(len(good)))
    assert all(is_forged(text_of(good + bytes([more]))) for more in range(256))


def test_the_well_signed_message_that_the_next_tests_bend_is_itself_a_pass() -> None:
    assert well_signed() == sign(PASS, KEY)


@pytest.mark.parametrize(
    "bent",
    [
        {"header": {1: -8, 4: b"\x01"}},
        {"header": {1: -7, 4: b"\x01"}},
        {"header": {1: -19}},
        {"header": {4: b"\x01", 1: -19}},
        {"header": {1: -19, 4: "\x01"}},
        {"header": {1: -19, 4: b"\x01", 3: 61}},
        {"header": bytes.fromhex("a3 0132 0132 044101")},
        {"header": b""},
        {"unprotected": {4: b"\x01"}},
        {"unprotected": []},
        {"header": {1: -19}, "unprotected": {4: b"\x01"}},
        {"tag": 17},
        {"tag": 61},
        {"tag": 98},
        {"more": (b"",)},
    ],
    ids=str,
)
def test_a_well_signed_message_in_another_envelope_is_forged(bent: dict[str, Any]) -> None:
    assert is_forged(well_signed(**bent))


@pytest.mark.parametrize(
    "claims",
    [
        b"",
        [],
        {},
        dict(reversed(CLAIMS.items())),
        CLAIMS | {1: "paddock"},
        CLAIMS | {-65537: [EVENT.bytes, 0]},
        CLAIMS | {-65537: [EVENT.bytes, 0, 1, 1]},
        CLAIMS | {-65537: [EVENT.bytes, False, 1]},
        CLAIMS | {-65537: [EVENT.bytes, 0, True]},
        CLAIMS | {-65537: [EVENT.bytes, 0, 1.0]},
        CLAIMS | {-65537: [EVENT.bytes, 0, -1]},
        CLAIMS | {-65537: [EVENT.bytes, 24, 1]},
        CLAIMS | {-65537: [EVENT.bytes, 0, 65536]},
        CLAIMS | {-65537: [EVENT.bytes[:15], 0, 1]},
        CLAIMS | {-65537: [EVENT.hex[:16], 0, 1]},
        CLAIMS | {7: SEAT.bytes[:15]},
        CLAIMS | {7: SEAT.bytes + b"1"},
        CLAIMS | {4: float(CLAIMS[4])},
        CLAIMS | {5: -1},
        CLAIMS | {5: 0},
        CLAIMS | {5: 2**32},
        CLAIMS | {5: None},
        {label: CLAIMS[label] for label in (4, 5, 7)},
        {label: CLAIMS[label] for label in (4, 7, -65537)},
        cbor2.dumps(CLAIMS) + b"\x00",
        cbor2.dumps(CLAIMS)[:-1] + b"\x18\x01",
        cbor2.dumps(CLAIMS)[:-1] + b"\x19\x00\x01",
        b"\xbf" + cbor2.dumps(CLAIMS)[1:] + b"\xff",
        b"\xa5" + cbor2.dumps(CLAIMS)[1:7] + cbor2.dumps(CLAIMS)[1:],
    ],
    ids=range(29),
)
def test_a_well_signed_message_with_other_claims_is_forged(claims: Any) -> None:
    assert is_forged(well_signed(claims=claims))


@pytest.mark.parametrize(
    ("canonical", "longer"),
    [
        ("d284", "d81284"),
        ("d284", "d29804"),
        ("d28446", "d2845806"),
        ("4101a05838", "4101b8005838"),
        ("4101a05838", "4101bfff5838"),
        ("a05838", "a0590038"),
        ("5840", "590040"),
    ],
)
def test_a_second_spelling_of_the_unsigned_bytes_is_forged(canonical: str, longer: str) -> None:
    good = message_of(sign(PASS, KEY))
    respelt = good.replace(bytes.fromhex(canonical), bytes.fromhex(longer), 1)
    public = COSEKey.new({1: 1, 2: b"\x01", 3: -19, -1: 6, -2: KEY.public.raw})
    assert cbor2.loads(COSE.new().decode(respelt, public)) == CLAIMS
    assert is_forged(text_of(respelt))


def test_a_second_signature_computed_from_the_first_is_forged() -> None:
    good = message_of(sign(PASS, KEY))
    scalar = int.from_bytes(good[-32:], "little") + GROUP_ORDER
    assert is_forged(text_of(good[:-32] + scalar.to_bytes(32, "little")))


@pytest.mark.parametrize(
    "bomb",
    [
        "d81e81c4821a3b9aca0001",
        "d28441a0a0d81e81c4821a3b9aca000140",
        "9b00000000ffffffff",
        "5b7fffffffffffffff",
        "81" * 140,
        "9f" * 140,
        "bf" * 140,
        "d81c81d81d00",
        "c5821b7fffffffffffffff03",
        "d82372286128612b292b292b2428612b292b2b24",
    ],
)
def test_a_bomb_for_cbor_decoders_is_forged_without_being_decoded(bomb: str) -> None:
    assert is_forged(text_of(bytes.fromhex(bomb)))


@settings(deadline=None)
@given(st.binary(max_size=150))
def test_any_bytes_are_forged(message: bytes) -> None:
    assert is_forged(text_of(message))
