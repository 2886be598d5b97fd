from base64 import urlsafe_b64encode

from hypothesis import given
from hypothesis import strategies as st

from schema import opaque


@given(st.binary(max_size=200))
def test_an_opaque_text_is_url_safe_base64_without_padding(raw: bytes) -> None:
    assert opaque.text(raw) == urlsafe_b64encode(raw).decode().rstrip("=")
    assert opaque.raw(opaque.text(raw)) == raw
