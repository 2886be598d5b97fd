"""Pictures for tests, as a phone or a stranger would send them."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

_ORIENTATION, _MAKER, _GPS, _LATITUDE = 0x0112, 0x010F, 0x8825, 2


def picture(kind: str, width: int = 40, height: int = 30, **settings: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    written = BytesIO()
    image.save(written, kind, **settings)
    return written.getvalue()


def from_a_phone(orientation: int) -> bytes:
    """A JPEG with its place and its maker in the EXIF, and to be turned."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_MAKER] = "SecretPhone"
    exif.get_ifd(_GPS)[_LATITUDE] = (31.0, 14.0, 0.0)
    return picture("JPEG", exif=exif, comment=b"SecretComment", icc_profile=b"SecretProfile")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge; its pixels are not there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", b"") + _chunk(b"IEND")


def opened(content: bytes) -> Image.Image:
    """The picture, read to the end."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


def _chunk(name: bytes, content: bytes = b"") -> bytes:
    crc = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc)
