"""Cleaning: what a picture really is, turned upright, without metadata, and small beside large.

Pure and slow: run it in a thread.
"""

import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from models.refusals import PictureTooLarge, PictureUnreadable

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
THUMBNAIL_SIDE = 480
_KNOWN = ("JPEG", "PNG", "WEBP", "GIF")
_KEPT_AS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "PNG"}
_MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# What Pillow's decoders trip over rubbish with.
_RUBBISH = (OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error, zlib.error)
_SETTINGS: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 85},
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture of the media type, width and height in pixels, and its thumbnail."""

    content: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int


def clean(content: bytes) -> Cleaned:
    """Read a JPEG, PNG, WebP or GIF by what it is, not by what it is called, and write it anew.

    Of a GIF or an animated WebP the first frame is kept. Refused as PICTURE_TOO_LARGE, before
    a pixel is decoded, and as PICTURE_UNREADABLE.
    """
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        with Image.open(BytesIO(content), formats=_KNOWN) as image:
            if image.width * image.height > MOST_PIXELS:
                raise too_large()
            return _cleaned(image, _KEPT_AS[image.format or ""])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise too_large() from problem
    except _RUBBISH as problem:
        raise PictureUnreadable from problem


def too_large() -> PictureTooLarge:
    """The refusal that names both limits."""
    return PictureTooLarge(mebibytes=MOST_BYTES // 1024**2, megapixels=MOST_PIXELS // 1_000_000)


def _cleaned(image: Image.Image, kept_as: str) -> Cleaned:
    image.load()
    # A picture whose EXIF is rubbish is shown as its pixels lie.
    with suppress(*_RUBBISH):
        ImageOps.exif_transpose(image, in_place=True)
    upright = _plain(image, kept_as)
    small = upright.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return Cleaned(
        content=_written(upright, kept_as),
        thumbnail=_written(small, kept_as),
        media_type=_MEDIA_TYPES[kept_as],
        width=upright.width,
        height=upright.height,
    )


def _plain(image: Image.Image, kept_as: str) -> Image.Image:
    """The pixels alone: pasted on a fresh canvas, on which nothing else comes along."""
    is_clear = kept_as != "JPEG" and (image.has_transparency_data or "A" in image.getbands())
    mode = "RGBA" if is_clear else "RGB"
    canvas = Image.new(mode, image.size)
    canvas.paste(image if image.mode == mode else image.convert(mode))
    return canvas


def _written(image: Image.Image, kept_as: str) -> bytes:
    written = BytesIO()
    image.save(written, kept_as, **_SETTINGS[kept_as])
    return written.getvalue()
