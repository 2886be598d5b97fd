"""Pictures of short texts (passes, pairing codes) as QR codes that any camera reads."""

from io import BytesIO

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.image.svg import SvgPathFillImage
from qrcode.util import MODE_ALPHA_NUM, QRData

_QUIET_ZONE = 4  # modules, as ISO/IEC 18004 asks


def png(text: str, scale: int = 8) -> bytes:
    """Draw the text black on white, each module `scale` pixels wide.

    A text of at most 221 characters, as every pass is, stays within version 8 (57 modules with the
    quiet zone). Raises ValueError for a text that is not all digits, capitals, spaces and $%*+-./:.
    """
    file = BytesIO()
    _code(text, scale).make_image(PilImage).save(file)
    return file.getvalue()


def svg(text: str) -> str:
    """Draw the text as `png` does, a millimetre a module, as an SVG document of its own."""
    picture: str = _code(text, 10).make_image(SvgPathFillImage).to_string(encoding="unicode")
    return picture


def _code(text: str, scale: int) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, box_size=scale, border=_QUIET_ZONE)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    return code
