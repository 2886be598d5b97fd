"""A pass says what was signed, has one text only, and anything else is forged."""

import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.venues.forgery import (
    CLAIMS,
    DOORS,
    EMPTY,
    HEADER,
    KEY,
    KEYS,
    PASS,
    SEED,
    is_forged,
    message_of,
)
from venues.passes import (
    MOST_CHARACTERS,
    PREFIX,
    ForgedPass,
    OutOfBounds,
    Pass,
    PassKey,
    PublicKey,
    sign,
    verify,
)

BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

whole_seconds = st.integers(65536, 2**32 - 1).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
passes = st.builds(
    Pass,
    seat=st.uuids(),
    event=st.uuids(),
    kind=st.integers(0, 23),
    issue=st.integers(0, 65535),
    not_before=whole_seconds,
    expires_at=whole_seconds,
)
pass_keys = st.builds(
    PassKey,
    key_id=st.binary(min_size=1, max_size=4),
    seed=st.binary(min_size=32, max_size=32),
)


@settings(deadline=None)
@given(passes, pass_keys)
def test_a_pass_reads_back_as_it_was_signed_and_fits_a_version_8_code(
    pass_: Pass, key: PassKey
) -> None:
    text = sign(pass_, key)
    assert verify(text, {key.key_id: key.public}) == pass_
    assert len(text) <= MOST_CHARACTERS
    assert set(text) <= set(BASE45)
    assert sign(pass_, PassKey(key.key_id, key.seed)) == text


def test_the_longest_pass_has_213_characters_and_an_ordinary_one_205() -> None:
    assert len(sign(PASS, KEY)) == 205
    assert len(sign(replace(PASS, kind=23, issue=65535), PassKey(b"\xff" * 4, SEED))) == 213


def test_the_format_is_pinned_for_the_passes_already_handed_out() -> None:
    assert sign(PASS, KEY) == (
        "PD1:RRQ$-8 609O0B90*6B3XKCF3.BM724CF3 8MF8G65AQKI000M20%20000000000:601000001RG.800000007"
        "7E88G00000020010027B:WB-ZBBL2DF6% OQ%T-HFK0OEQFH793UL7-KEVQ NFW108AH0-E2FMLUSEHB**5O SOS2"
        "OAPFT0YYH%D34GDCY2GOQLKHYOQ"
    )


def test_a_pass_keeps_whole_seconds() -> None:
    late = replace(PASS, not_before=DOORS + timedelta(microseconds=999_999))
    assert sign(late, KEY) == sign(PASS, KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": -1},
        {"kind": 24},
        {"issue": -1},
        {"issue": 65536},
        {"not_before": datetime(1970, 1, 1, tzinfo=UTC)},
        {"not_before": datetime(1969, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2106, 2, 7, 6, 28, 16, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_pass_out_of_bounds_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(OutOfBounds):
        sign(replace(PASS, **change), KEY)


@pytest.mark.parametrize("key_id", [b"", b"12345"])
def test_a_key_whose_id_is_too_short_or_too_long_signs_nothing(key_id: bytes) -> None:
    with pytest.raises(OutOfBounds):
        sign(PASS, PassKey(key_id, SEED))


def test_a_time_without_zone_is_not_signed() -> None:
    with pytest.raises(TypeError):
        sign(replace(PASS, not_before=DOORS.replace(tzinfo=None)), KEY)


def test_an_independent_library_accepts_the_pass_with_the_public_key_alone() -> None:
    public = COSEKey.new({1: 1, 2: b"\x01", 3: -19, -1: 6, -2: KEY.public.raw})
    protected, unprotected, payload = COSE.new(verify_kid=True).decode_with_headers(
        message_of(sign(PASS, KEY)), public
    )
    assert protected == HEADER
    assert unprotected == EMPTY
    assert cbor2.loads(payload) == CLAIMS


def test_after_a_rotation_passes_of_both_keys_are_read_until_the_old_one_is_dropped() -> None:
    new = PassKey.generate(b"\x02")
    both = KEYS | {new.key_id: new.public}
    assert verify(sign(PASS, KEY), both) == PASS
    assert verify(sign(PASS, new), both) == PASS
    with pytest.raises(ForgedPass):
        verify(sign(PASS, KEY), {new.key_id: new.public})


def test_a_pass_signed_with_another_key_of_the_same_id_is_forged() -> None:
    assert is_forged(sign(PASS, PassKey.generate(KEY.key_id)))


def test_a_pass_that_names_no_known_key_is_forged() -> None:
    assert is_forged(sign(PASS, PassKey(b"\x02", SEED)))


def test_two_generated_keys_differ() -> None:
    assert PassKey.generate(b"\x01").seed != PassKey.generate(b"\x01").seed


def test_a_key_never_shows_its_secret() -> None:
    assert repr(KEY) == "PassKey(key_id=b'\\x01')"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_public_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        PublicKey(b"\x01", b"1" * length)


def test_whitespace_that_a_reader_adds_at_the_ends_is_ignored() -> None:
    assert verify(f" \t{sign(PASS, KEY)}\r\n", KEYS) == PASS


@pytest.mark.parametrize(
    "text",
    [
        "",
        PREFIX,
        sign(PASS, KEY).lower(),
        sign(PASS, KEY).removeprefix(PREFIX),
        "pd1:" + sign(PASS, KEY).removeprefix(PREFIX),
        "PD2:" + sign(PASS, KEY).removeprefix(PREFIX),
        PREFIX + sign(PASS, KEY),
        sign(PASS, KEY)[:-1] + "_",
        sign(PASS, KEY)[:9] + " " + sign(PASS, KEY)[9:],
        sign(PASS, KEY)[:9] + "\n" + sign(PASS, KEY)[9:],
        sign(PASS, KEY) + sign(PASS, KEY),
        PREFIX + ":::" * 70,
        "PD1:\udcff\x00\N{BOM}",
    ],
    ids=range(13),
)
def test_a_text_that_is_not_a_pass_is_forged(text: str) -> None:
    assert is_forged(text)


def test_a_huge_text_is_forged_without_being_decoded() -> None:
    huge = PREFIX + "0" * 3_000_000
    tracemalloc.start()
    try:
        assert is_forged(huge)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000  # bytes at the peak
    finally:
        tracemalloc.stop()


@settings(deadline=None)
@given(st.text())
def test_any_text_is_forged(text: str) -> None:
    assert is_forged(text)
    assert is_forged(PREFIX + text)


@settings(deadline=None)
@given(st.integers(0, 204), st.integers(0, 4), st.text(BASE45, max_size=4))
def test_a_pass_with_any_part_of_its_text_replaced_is_forged(
    start: int, length: int, replacement: str
) -> None:
    good = sign(PASS, KEY)
    changed = good[:start] + replacement + good[start + length :]
    assert is_forged(changed) == (changed.strip() != good)
