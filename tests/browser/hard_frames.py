"""Sixty frames that are hard to read, and the scanner's own decoder to read them.

The pictures are the server's own; the seed makes them the same frames each time.
"""

import base64
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from PIL import Image, ImageChops, ImageDraw, ImageFilter
from playwright.async_api import Page

from server.scanner import BUILT
from venues import qr
from venues.passes import Pass, PassKey, sign

OF_EACH = 15
SIZE = (1280, 720)  # what the scanner asks its camera for
_ROOM = 190  # grey, as of a wall behind the phone
_KEY = PassKey(b"\x01", bytes(range(32)))
_BEGIN = datetime(2027, 5, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HardFrame:
    """What a camera might see of one pass."""

    kind: str
    text: str
    picture: Image.Image


def hard_frames() -> list[HardFrame]:
    """Fifteen of each kind, from easy to hard: a pass is in each, and no other code."""
    frames = []
    for kind, spoil in _KINDS.items():
        for place in range(OF_EACH):
            random = Random(f"{kind} {place}")  # the same frames each time
            text = _pass(random)
            picture = spoil(text, place / (OF_EACH - 1), random)
            frames.append(HardFrame(kind, text, _noisy(picture, random)))
    return frames


async def readings(page: Page, frames: Sequence[HardFrame]) -> list[str | None]:
    """What the decoder that was built reads in each frame, in a page of the scanner."""
    [decoder] = (BUILT / "assets").glob("decoder-*.js")
    pictures = [base64.b64encode(_jpeg(frame.picture)).decode() for frame in frames]
    found: list[str | None] = await page.evaluate(_READ, [decoder.name, pictures])
    return found


def _rotated(text: str, hardness: float, random: Random) -> Image.Image:
    """In the plane by any angle, and leaning away from the camera by up to 35 degrees."""
    held = _held(text, random.uniform(4.2, 5.2), random.uniform(0, 360))
    return _placed(_leaning(held, 35 * hardness, random), random)


def _blurred(text: str, hardness: float, random: Random) -> Image.Image:
    """Out of focus, or moved while the shutter was open: by up to about a module."""
    module = random.uniform(4.6, 5.6)
    picture = _placed(_held(text, module, random.uniform(-15, 15)), random)
    if random.random() < 0.5:
        return picture.filter(ImageFilter.GaussianBlur((0.25 + 0.3 * hardness) * module))
    return _moved(picture, round((0.4 + 0.8 * hardness) * module), random)


def _dark(text: str, hardness: float, random: Random) -> Image.Image:
    """A printed pass with little light: down to a tenth of the range, lit from one side."""
    picture = _placed(_held(text, random.uniform(4.2, 5.2), random.uniform(-20, 20)), random)
    light = 0.4 - 0.3 * hardness
    shade = Image.linear_gradient("L").rotate(random.choice((0, 90, 180, 270))).resize(SIZE)
    lit = ImageChops.multiply(picture, shade.point(lambda level: 120 + level * 135 // 255))
    return lit.point(lambda level: int(12 + level * light))


def _glare(text: str, hardness: float, random: Random) -> Image.Image:
    """Lamps in the glass: one wide that takes the contrast, one small that takes all."""
    held = _held(text, random.uniform(4.2, 5.2), random.uniform(-20, 20))
    side = held.width * 0.7
    light = Image.new("L", held.size, 0)
    draw = ImageDraw.Draw(light)
    x, y = (held.width / 2 + random.uniform(-0.5, 0.5) * side * 0.6 for _ in range(2))
    for radius, strength in (
        (side * 0.42, 90 + 70 * hardness),
        (side * (0.05 + 0.07 * hardness), 255),
    ):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=int(strength))
    light = light.filter(ImageFilter.GaussianBlur(side * 0.03))
    return _placed(ImageChops.screen(held, light), random)


_KINDS: dict[str, Callable[[str, float, Random], Image.Image]] = {
    "rotated": _rotated,
    "blurred": _blurred,
    "dark": _dark,
    "glare": _glare,
}


def _pass(random: Random) -> str:
    seat, event = (UUID(int=random.getrandbits(128)) for _ in range(2))
    return sign(Pass(seat, event, 0, 1, _BEGIN, _BEGIN + timedelta(hours=12)), _KEY)


def _held(text: str, module: float, degrees: float) -> Image.Image:
    """A code on its white paper, a module so many pixels wide, turned."""
    code = Image.open(io.BytesIO(qr.png(text, scale=10))).convert("L")
    side = round(code.width / 10 * module)
    return code.resize((side, side), Image.Resampling.LANCZOS).rotate(
        degrees, expand=True, fillcolor=_ROOM, resample=Image.Resampling.BICUBIC
    )


def _leaning(held: Image.Image, degrees: float, random: Random) -> Image.Image:
    """Seen at an angle: its far side is smaller, and all of it narrower."""
    width, height = held.size
    narrow = math.cos(math.radians(degrees))
    far = 1 - 0.4 * math.sin(math.radians(degrees))
    inset, top = (1 - far) * width / 2, (1 - narrow) * height / 2
    # Each corner of the picture is taken from a place outside of what is held.
    corners = (
        -inset / far, -top / narrow, 0, height + top / narrow,
        width, height + top / narrow, width + inset / far, -top / narrow,
    )  # fmt: skip
    leaning = held.transform(
        held.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=_ROOM
    )
    return leaning.rotate(random.choice((0, 90, 180, 270)))


def _moved(picture: Image.Image, pixels: int, random: Random) -> Image.Image:
    """The mean of the picture at each place that it passed."""
    angle = random.uniform(0, math.tau)
    moved = picture
    for step in range(1, pixels + 1):
        there = ImageChops.offset(
            picture, round(step * math.cos(angle)), round(step * math.sin(angle))
        )
        moved = Image.blend(moved, there, 1 / (step + 1))
    return moved


def _placed(held: Image.Image, random: Random) -> Image.Image:
    """Somewhere in the camera's view, all of it."""
    frame = Image.new("L", SIZE, _ROOM)
    left, top = (
        random.randint(0, max(0, room - taken)) for room, taken in zip(SIZE, held.size, strict=True)
    )
    frame.paste(held, (left, top))
    return frame


def _noisy(picture: Image.Image, random: Random) -> Image.Image:
    """With the grain of a cheap sensor, six levels at one standard deviation."""
    small = bytes(min(255, max(0, round(random.gauss(128, 6)))) for _ in range(320 * 180))
    grain = Image.frombytes("L", (320, 180), small)
    tiled = Image.new("L", SIZE)
    for left in range(0, SIZE[0], 320):
        for top in range(0, SIZE[1], 180):
            tiled.paste(grain, (left, top))
    return ImageChops.add(picture, tiled, offset=-128)


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


_READ = """async ([decoder, pictures]) => {
  const worker = new Worker(`/scan/assets/${decoder}`, { type: 'module' });
  const texts = [];
  for (const jpeg of pictures) {
    const bytes = Uint8Array.from(atob(jpeg), (sign) => sign.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    const picture = new VideoFrame(bitmap, { timestamp: 0 });
    const read = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data.text);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
    worker.postMessage({ picture, grabbed: performance.now() }, [picture]);
    texts.push(await read);
  }
  worker.terminate();
  return texts;
}"""
