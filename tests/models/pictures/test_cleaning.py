from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from models.pictures.cleaning import MOST_BYTES, clean
from models.refusals import PictureTooLarge, PictureUnreadable
from tests import images


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("GIF", "image/png"),
    ],
)
def test_a_picture_is_written_anew_as_what_it_is(kind: str, media_type: str) -> None:
    cleaned = clean(images.picture(kind))
    assert (cleaned.media_type, cleaned.width, cleaned.height) == (media_type, 40, 30)
    image = images.opened(cleaned.content)
    assert Image.MIME[image.format or ""] == media_type
    assert image.size == (40, 30)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PDF"])
def test_other_formats_are_refused_whatever_they_are_called(kind: str) -> None:
    with pytest.raises(PictureUnreadable):
        clean(images.picture(kind))


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"\xff\xd8\xff\xe0", b"<svg onload='alert(1)'/>", b"\x00" * 1000],
)
def test_rubbish_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        clean(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_cut_short_anywhere_is_refused_or_read_and_never_a_fault(kind: str) -> None:
    whole = images.picture(kind, 200, 200)
    refused = 0
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        try:
            clean(whole[:length])
        except PictureUnreadable:
            refused += 1
    assert refused >= 50


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_with_a_byte_turned_is_refused_or_read_and_never_a_fault(kind: str) -> None:
    whole = images.picture(kind, 60, 60)
    for place in range(0, len(whole), max(1, len(whole) // 150)):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            clean(bytes(broken))
        except (PictureUnreadable, PictureTooLarge):
            continue


def test_nothing_of_the_metadata_is_left_and_the_picture_stands_upright() -> None:
    sent = images.from_a_phone(orientation=6)
    assert b"SecretPhone" in sent
    assert b"SecretComment" in sent
    assert b"SecretProfile" in sent
    cleaned = clean(sent)
    assert (cleaned.width, cleaned.height) == (30, 40)
    for content in (cleaned.content, cleaned.thumbnail):
        assert b"Secret" not in content
        assert b"Exif" not in content
        image = images.opened(content)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression"}  # fmt: skip
    top = images.opened(cleaned.content).convert("RGB").getpixel((15, 5))
    assert isinstance(top, tuple)
    assert top[0] > 200
    assert top[2] < 50


def test_text_in_a_png_and_xmp_in_a_webp_are_left_behind() -> None:
    info = PngInfo()
    info.add_text("Author", "SecretAuthor")
    for sent in (
        images.picture("PNG", pnginfo=info),
        images.picture("WEBP", xmp=b"SecretXmp", exif=b"Exif\x00\x00SecretExif"),
    ):
        assert b"Secret" in sent
        assert b"Secret" not in clean(sent).content


def test_what_is_clear_stays_clear() -> None:
    for mode, kind in (("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")):
        written = BytesIO()
        Image.new(mode, (10, 10)).save(written, kind)
        pixel = images.opened(clean(written.getvalue()).content).convert("RGBA").getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert pixel[3] == 0


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (10, 10)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert images.opened(clean(written.getvalue()).content).mode == "RGB"


def test_of_a_moving_picture_the_first_frame_is_kept() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=100)
    image = images.opened(clean(written.getvalue()).content)
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


@pytest.mark.parametrize(
    ("size", "thumbnail"), [((960, 480), (480, 240)), ((100, 1000), (48, 480)), ((9, 9), (9, 9))]
)
def test_a_thumbnail_is_at_most_480_pixels_wide_and_high(
    size: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    assert images.opened(clean(images.picture("JPEG", *size)).thumbnail).size == thumbnail


def test_more_than_10_mib_are_refused() -> None:
    padded = images.picture("JPEG")
    assert clean(padded + b"\x00" * (MOST_BYTES - len(padded))).width == 40
    with pytest.raises(PictureTooLarge):
        clean(padded + b"\x00" * (MOST_BYTES - len(padded) + 1))


@pytest.mark.parametrize("size", [(8000, 5001), (10_000, 10_000), (65_000, 65_000)])
def test_more_than_40_megapixels_are_refused_before_a_pixel_is_decoded(
    size: tuple[int, int],
) -> None:
    with pytest.raises(PictureTooLarge):
        clean(images.bomb(*size))


def test_40_megapixels_without_their_pixels_are_unreadable() -> None:
    with pytest.raises(PictureUnreadable):
        clean(images.bomb(8000, 5000))
