"""Films for a camera that is none: codes from the server's own pictures, one after the other."""

import io
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from venues import qr

_SIZE = (1280, 720)
_FRAMES_A_SECOND = 10


def film(folder: Path, texts: Sequence[str], shown: int = 8, between: int = 4) -> Path:
    """A film of these codes, each for so many frames, with empty ones between; it goes round."""
    number = 0
    for text in texts:
        for picture, frames in ((_frame(text), shown), (Image.new("L", _SIZE, 200), between)):
            drawn = folder / f"frame-{number:05}.png"
            picture.save(drawn)
            for again in range(number + 1, number + frames):
                (folder / f"frame-{again:05}.png").hardlink_to(drawn)
            number += frames
    made = folder / "film.mjpeg"
    subprocess.run(
        [
            "ffmpeg", "-loglevel", "error", "-y", "-framerate", str(_FRAMES_A_SECOND),
            "-i", str(folder / "frame-%05d.png"), "-q:v", "3", "-pix_fmt", "yuvj420p",
            "-r", str(_FRAMES_A_SECOND), str(made),
        ],
        check=True,
    )  # fmt: skip
    return made


def _frame(text: str) -> Image.Image:
    """A pass as it is held before a tablet: not straight, and not filling the picture."""
    frame = Image.new("L", _SIZE, 200)
    code = Image.open(io.BytesIO(qr.png(text, scale=8))).convert("L")
    held = code.rotate(7, expand=True, fillcolor=200, resample=Image.Resampling.BICUBIC)
    frame.paste(held, ((_SIZE[0] - held.width) // 2, (_SIZE[1] - held.height) // 2))
    return frame
