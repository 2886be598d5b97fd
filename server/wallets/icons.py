"""The pictures of a pass in Apple Wallet: a plain ticket, until a brand has its own drawn."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

_FINER = 8  # drawn so many times as large, for smooth edges
_DARK, _LIGHT = (28, 28, 30, 255), (255, 255, 255, 255)
_CLEAR = (0, 0, 0, 0)
_SIDE = 29  # points


@cache
def apple() -> dict[str, bytes]:
    """By file name: the icon that a locked screen shows, and the logo at the top of the pass."""
    return {
        _name(kind, scale): _icon(scale, ground)
        for kind, ground in (("icon", _DARK), ("logo", _CLEAR))
        for scale in (1, 2, 3)
    }


def _icon(scale: int, ground: tuple[int, int, int, int]) -> bytes:
    side = _SIDE * scale * _FINER
    drawn = Image.new("RGBA", (side, side), ground)
    pen = ImageDraw.Draw(drawn)
    unit = side / _SIDE
    pen.rounded_rectangle((4 * unit, 8 * unit, 25 * unit, 21 * unit), 2 * unit, fill=_LIGHT)
    for top in (8, 21):
        notch = (15 * unit, (top - 1.6) * unit, 18.2 * unit, (top + 1.6) * unit)
        pen.ellipse(notch, fill=_DARK if ground == _DARK else _CLEAR)
    for top in (11, 14, 17):
        line = (16.1 * unit, top * unit, 17.1 * unit, (top + 1.4) * unit)
        pen.rectangle(line, fill=_DARK if ground == _DARK else _CLEAR)
    file = BytesIO()
    small = drawn.resize((_SIDE * scale, _SIDE * scale), Image.Resampling.LANCZOS)
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _name(kind: str, scale: int) -> str:
    return f"{kind}.png" if scale == 1 else f"{kind}@{scale}x.png"
