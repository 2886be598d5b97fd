"""Receipts good and bad, as receipts.json has them: `python -m tests.venues.sealing` writes it.

The tablets' client runs the same file, so that both read the same receipts and no others.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from venues.receipts import CONTEXT

VECTORS = Path(__file__).with_name("receipts.json")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
FORGED, UNREADABLE = "RECEIPT_FORGED", "RECEIPT_UNREADABLE"

SAID: dict[str, Any] = {
    "v": 1,
    "id": "01920000-0000-7000-8000-000000000001",
    "device": "01920000-0000-7000-8000-000000000002",
    "event": "01920000-0000-7000-8000-000000000003",
    "dealer": "01920000-0000-7000-8000-000000000004",
    "dealerName": "Harbour Motors",
    "purposes": ["CONTACT"],
    "textVersion": 1,
    "textHash": "0123456789abcdef" * 4,
    "language": "zh",
    "at": 1796731200000,
    "name": "王小明",
    "phone": "+8613912345678",
    "email": "xiaoming@people.example",
}
SEAT = {"seat": "01920000-0000-7000-8000-000000000005"}


def written(said: Any) -> str:
    """As JSON.stringify writes it."""
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def sealed(text: str, context: bytes = CONTEXT) -> bytes:
    """The tablet's signature."""
    return KEY.sign(context + text.encode())


def vectors() -> dict[str, Any]:
    """What receipts.json holds."""
    return {
        "about": "Consent receipts. `failure` is null for a good one, whose fields `receipt` gives."
        " Lengths are counted in code points. The signature is over `context` and the text.",
        "context": CONTEXT.decode(),
        "publicKey": b64encode(PUBLIC).decode(),
        "cases": [
            {
                "name": name,
                "text": text,
                "signature": b64encode(signature).decode(),
                "failure": failure,
                "receipt": json.loads(text) if failure is None else None,
            }
            for name, text, signature, failure in _cases()
        ],
    }


def _cases() -> Iterator[tuple[str, str, bytes, str | None]]:
    for name, said in _good().items():
        text = written(said)
        yield name, text, sealed(text), None
    yield from _forged()
    for name, text in _misshapen().items():
        yield name, text, sealed(text), UNREADABLE
    for name, bent in _bent():
        text = written(SAID | bent)
        yield name, text, sealed(text), UNREADABLE


def _good() -> dict[str, dict[str, Any]]:
    return {
        "a visitor without a pass": SAID,
        "a visitor with a seat": SAID | SEAT | {"name": "", "phone": "", "email": ""},
        "the order of names does not matter": dict(reversed((SAID | SEAT).items())),
        "several purposes, some of them not known": SAID | {"purposes": ["PROFILING", "CONTACT"]},
        "the longest texts, counted in code points": SAID
        | {"dealerName": "𠀀" * 120, "name": "🚗" * 80, "phone": "9" * 32, "email": "e" * 254},
        "quotes, backslashes and line separators as JSON.stringify leaves them": SAID
        | {"name": 'a"b\\c/d\u2028e\u00a0'},
        "a clock that stands at the beginning": SAID | {"at": 0},
        "a clock that stands at the end": SAID | {"at": 253402300799999},
        "another language": SAID | {"language": "zh-Hans"},
    }


def _forged() -> Iterator[tuple[str, str, bytes, str]]:
    good = written(SAID)
    signature = sealed(good)
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signatures = {
        "one bit of the signature is flipped": bytes([signature[0] ^ 1]) + signature[1:],
        "a signature cut short": signature[:-1],
        "no signature": b"",
        "signed as a batch": sealed(good, b"paddock batch 1\n"),
        "signed as nothing": sealed(good, b""),
        "signed by another tablet": stranger.sign(CONTEXT + good.encode()),
    }
    for name, other in signatures.items():
        yield name, good, other, FORGED
    yield "one letter is another", good.replace("Harbour", "Harbeur"), signature, FORGED
    yield "a blank after the text", good + " ", signature, FORGED
    broken = written(SAID | {"name": "\ufffd"})
    yield "half a character", broken.replace("\ufffd", "\ud800"), sealed(broken), FORGED


def _misshapen() -> dict[str, str]:
    good = written(SAID)
    return {
        "nothing": "",
        "no JSON": "{",
        "null": "null",
        "a list": written([SAID]),
        "a text": written("receipt"),
        "white space": json.dumps(SAID, ensure_ascii=False),
        "a line feed at the end": good + "\n",
        "a byte order mark": "\ufeff" + good,
        "a name that is said twice": good.replace('{"v":1', '{"v":1,"v":1'),
        "a name that is said twice, otherwise": good.replace('"at":', '"at":5,"at":'),
        "an escape that is not needed": good.replace("Harbour", "\\u0048arbour"),
        "letters as escapes": json.dumps(SAID, separators=(",", ":")),
        "NaN": good.replace("1796731200000", "NaN"),
        "Infinity": good.replace("1796731200000", "Infinity"),
        "a number with a point": good.replace("1796731200000", "1796731200000.0"),
        "a number with an exponent": good.replace("1796731200000", "1796731200e3"),
        "minus nought": good.replace("1796731200000", "-0"),
        "brackets without end": "[" * 3900,
        "objects without end": '{"v":' * 700,
        "a number without end": good.replace("1796731200000", "9" * 3000),
        "too long": written(SAID | {"purposes": ["CONTACT"] * 500}),
        "half a character as an escape": good.replace("王小明", "\\ud800"),
    }


def _bent() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "a field that nobody knows", {"colour": "red"}
    yield "a field of every object", {"__proto__": {}}
    for field, values in _WRONG.items():
        for way, value in enumerate([None, *values]):
            yield f"{field}, wrong in way {way}: {ascii(value)[:40]}", {field: value}


_NO_ID: list[Any] = ["", "0192", "01920000-0000-7000-8000-00000000000A", "0" * 32, 7]


def _no_line(most: int) -> list[Any]:
    return ["x" * (most + 1), "a\0b", "a\nb", "a\x7fb", "a\x85b", 1, []]


_WRONG: dict[str, list[Any]] = {
    "v": [0, 2, "1", True, [1]],
    "id": _NO_ID,
    "device": _NO_ID,
    "event": _NO_ID,
    "dealer": _NO_ID,
    "seat": _NO_ID,
    "dealerName": ["", *_no_line(120)],
    "purposes": [
        [], ["CONTACT", "CONTACT"], ["contact"], "CONTACT", [""], [1], list("ABCDEFGHI"), {},
    ],
    "textVersion": [0, -1, 2**31, True, "1"],
    "textHash": ["", "0" * 63, "0" * 65, "A" * 64, 0],
    "language": ["", "e", "english", "en_GB", "en ", 1],
    "at": [-1, 253402300800000, "1796731200000", True, [], 2**53],
    "name": _no_line(80),
    "phone": _no_line(32),
    "email": _no_line(254),
}  # fmt: skip


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=1) + "\n")
