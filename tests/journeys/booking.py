"""A booking as its member holds it, and what the main job counts."""

import io
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

import zxingcpp
from PIL import Image

from tests.journeys.api import Caller, expect

_PASSES = """query($id: ID!) {
  node(id: $id) { ... on Registration { seats { pass { text qrPng } } } }
}"""


@dataclass
class Tally:
    """What the main job came to."""

    registered: int = 0
    waitlisted: int = 0
    checked_in: int = 0
    refused: int = 0
    points: int = 0
    leads: int = 0
    notified: int = 0


@dataclass
class Booking:
    """A member's registration, as the API gave it."""

    member: Caller
    id: str
    state: str
    seats: list[dict[str, Any]]


async def read_pass(booking: Booking, place: int = 0) -> str:
    """The text of a seat's QR picture, read by a decoder that is not Paddock's."""
    found = await booking.member.ask(_PASSES, id=booking.id)
    shown = found["node"]["seats"][place]["pass"]
    [code] = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(b64decode(shown["qrPng"]))),
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
    )
    expect(code.text == shown["text"], code.text)
    return str(code.text)
