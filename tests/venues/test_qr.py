"""A picture is read back, by a decoder that is not ours, as the text it was drawn from."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from PIL import Image, ImageChops

from tests.venues.forgery import KEY, PASS, SEED
from venues import qr
from venues.passes import MOST_CHARACTERS, PREFIX, PassKey, sign

ORDINARY = sign(PASS, KEY)
LONGEST = sign(replace(PASS, kind=23, issue=65535), PassKey(b"\xff" * 4, SEED))
FULL = PREFIX + "$" * (MOST_CHARACTERS - len(PREFIX))
PAIRING = "PDP1:K7QM-2XHD-90"
MODULES = 49 + 2 * 4  # of version 8, with the quiet zone


def picture(text: str, scale: int = 8) -> Image.Image:
    return Image.open(BytesIO(qr.png(text, scale))).convert("L")


def read(image: Image.Image) -> zxingcpp.Barcode:
    (code,) = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return code


def version(code: zxingcpp.Barcode) -> object:
    assert isinstance(code.extra, dict)
    return code.extra["Version"]


def compressed(image: Image.Image) -> Image.Image:
    file = BytesIO()
    image.save(file, "JPEG", quality=30)
    return Image.open(file)


def rotated(image: Image.Image) -> Image.Image:
    return image.rotate(10, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def shrunk(image: Image.Image) -> Image.Image:
    return image.resize((220, 220), Image.Resampling.BILINEAR)


@pytest.mark.parametrize("text", [ORDINARY, LONGEST, FULL])
def test_a_pass_is_a_code_of_version_8_with_correction_m(text: str) -> None:
    code = read(picture(text))
    assert (code.text, code.ec_level, version(code)) == (text, "M", "8")


def test_a_pairing_code_is_a_small_code() -> None:
    code = read(picture(PAIRING))
    assert (code.text, code.ec_level, version(code)) == (PAIRING, "M", "1")


@pytest.mark.parametrize("text", [ORDINARY, LONGEST, FULL])
@pytest.mark.parametrize("spoil", [compressed, rotated, shrunk])
def test_a_pass_is_read_from_a_spoilt_picture(
    text: str, spoil: Callable[[Image.Image], Image.Image]
) -> None:
    assert read(spoil(picture(text))).text == text


def test_a_pass_is_read_from_a_picture_spoilt_in_every_way_at_once() -> None:
    assert read(shrunk(rotated(compressed(picture(ORDINARY))))).text == ORDINARY


@pytest.mark.parametrize("scale", [1, 3, 8])
def test_a_module_is_as_many_pixels_wide_as_told_and_four_are_left_blank_around(scale: int) -> None:
    drawn = picture(ORDINARY, scale)
    blank, end = 4 * scale, (MODULES - 4) * scale
    assert drawn.size == (MODULES * scale, MODULES * scale)
    assert ImageChops.invert(drawn).getbbox() == (blank, blank, end, end)


def test_the_drawing_shows_the_same_modules_as_the_picture_on_white() -> None:
    white, path = ET.fromstring(qr.svg(ORDINARY))
    assert white.attrib == {"fill": "white", "x": "0", "y": "0", "width": "100%", "height": "100%"}
    drawn = Image.new("L", (MODULES, MODULES), 255)
    for column, row in re.findall(r"M(\d+),(\d+)H", path.attrib["d"]):
        drawn.putpixel((int(column), int(row)), 0)
    assert drawn.tobytes() == picture(ORDINARY, scale=1).tobytes()


def test_the_drawing_scales_with_its_frame() -> None:
    assert ET.fromstring(qr.svg(ORDINARY)).attrib["viewBox"] == f"0 0 {MODULES} {MODULES}"


@pytest.mark.parametrize("text", ["pd1:abc", "PD1_ABC", "场馆", "PD1:A\n"])
@pytest.mark.parametrize("draw", [qr.png, qr.svg])
def test_a_text_outside_the_alphabet_is_not_drawn(draw: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match="can not be represented"):
        draw(text)
