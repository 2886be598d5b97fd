"""Values for arguments: such as make sense where they stand, and such as nobody should say."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from models import clock

FRESH_KEY = "a-fresh-idempotency-key"
"""Stands for a key that was never used before."""

_ADF = """<?xml version="1.0"?><?adf version="1.0"?>
<adf><prospect><id source="Old CRM">17</id><requestdate>2026-03-07T10:00:00+00:00</requestdate>
<vehicle><year>2026</year><make>Luming</make><model>Ridge</model></vehicle>
<customer><contact><name>Ida</name><email>ida@people.example</email></contact></customer>
<vendor><contact><name>Luming Berlin Mitte</name></contact></vendor>
</prospect></adf>"""

LIKELY: Mapping[str, Sequence[str]] = {
    "address": ("https://edge.brand.example", "1 Quay Street"),
    "adf": (_ADF,),
    "adfAddress": ("crm@dealer.example",),
    "allowedOrigins": ("https://dealer.example",),
    "before": (),  # as `last`, it is too much beside `first`
    "closedDays": ("2026-10-01",),
    "closesAt": ("18:00", "24:00"),
    "code": ("246810",),
    "consentTextVersion": ("1",),
    "dailyCap": ("10",),
    "email": ("operator@story.paddock.example", "ida@people.example"),
    "idempotencyKey": (FRESH_KEY,),
    "language": ("en", "zh"),
    "languages": ("en", "zh"),
    "last": (),
    "locale": ("en", "zh"),
    "opensAt": ("08:00", "10:30"),
    "phone": ("+442079460123", "+86 138 0013 8000", ""),
    "pin": ("246810",),
    "place": ("0",),
    "publicKey": ("A" * 43 + "=",),
    "quietFrom": ("22:00",),
    "quietUntil": ("07:30",),
    "rule": ("FREQ=WEEKLY;BYDAY=SA", "FREQ=MONTHLY;COUNT=3"),
    "slotMinutes": ("30", "60"),
    "textVersion": ("1",),
    "url": ("https://127.0.0.1:8443/hooks",),
    "zone": ("Asia/Shanghai", "Europe/Berlin"),
}
"""By the name of the argument."""

WORDS = ("A night drive", "二〇二六年 夜游", "For all who drive.\nAt night.", "Ölwechsel 🚗")

_TEXTS = (
    # What PostgreSQL does not keep, terminals obey, and mail takes for its own.
    "\0", "Ann\0", "A\0B", "\ud83d", "\x1b[31m", "\x7f\x85", "\r\nBcc: all@brand.example", "\t\n",
    # What reads otherwise than it is stored, or not at all.
    "", " ", "\u202eevol\u202c", "\ufeff\u200b\u2028", "\ue000\uffff\U0010ffff", "İıẞﬁ①٣", "二四六",
    "e\u0301" * 300, "👩‍👩‍👧‍👦🏳️‍🌈" * 9, "x" * 100_000, "字" * 100_000, "[" * 3000, "1" * 5000,
    # What is code elsewhere.
    "'; DROP TABLE members; --", "%_\\", "{0} {seconds}", "<script>alert(1)</script>", "=cmd()",
    "../../../etc/passwd", '{"$ne": null}', "null", "NaN", "-1", "1e999",
    # What is almost a zone, an address, a language, a time, a rule.
    "Europe", "Asia/../UTC", "a@b", "a@[::1]", "zh_", "24:00", "7:5", "FREQ=SECONDLY", "PD1:",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;COUNT=-1;UNTIL=x", "FREQ=DAILY;BYHOUR=99",
)  # fmt: skip
_MOMENTS = (
    "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-12:00", "1969-12-31T23:59:59Z", "2026-02-29T00:00:00Z", "2026-11-23",
    "2026-11-23T10:00:00", "2026-W01-1T00:00:00Z", "20261123T100000Z", "+12345-12-04T15:30:07Z",
    "2026-11-23T10:00:00+23:59:59", "2026-11-23T24:00:00Z", "1700000000", "٢٠٢٦-11-23T10:00:00Z",
)  # fmt: skip
_INTS = (0, -1, 100, 101, 2**31 - 1, -(2**31), 2**31, 2**63, 2**64, 10**40, 1.5, True, "1", None)
_FLOATS = (0.0, -0.0, 90.0000001, -180.5, 5e-324, 1.7e308, 1e-7, 10**300, "1", None)
_UUIDS = (str(UUID(int=0)), "urn:uuid:" + "f" * 32, "{" + "0" * 32 + "}", "f" * 31, "٣" * 32)
_HOURS = (24, -2000, -200, -48, -1, 0, 1, 2, 27, 49, 200, 2000)


def moments() -> list[str]:
    """Times around now, on the hour, as appointments are."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    return [(now + timedelta(hours=hours)).isoformat() for hours in _HOURS]


def later(moment: str) -> str:
    """An hour after a moment."""
    return (datetime.fromisoformat(moment) + timedelta(hours=1)).isoformat()


def hostile(said: str | float, dice: Random) -> Any:
    """An attack in the place of this value."""
    if isinstance(said, str):
        return dice.choice((*_TEXTS, *_MOMENTS, *_UUIDS, said[:-1], f"{said}A", f"{said}\0"))
    return dice.choice(_INTS if isinstance(said, int) else _FLOATS)
