"""What people type, checked at the door: texts, addresses, phone numbers, zones, numbers."""

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from models.refusals import (
    EmailInvalid,
    LocaleUnknown,
    OutOfRange,
    PhoneInvalid,
    TextEmpty,
    TextHasControlCharacters,
    TextTooLong,
    ZoneUnknown,
)

LOCALES = ("en", "zh")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_ALLOWED_CONTROLS = frozenset("\n\t")
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Cn"})


def line(text: str, field: str, *, most: int, least: int = 1) -> str:
    """One line of text without surrounding space, `least` to `most` characters long."""
    cleaned = unicodedata.normalize("NFC", text).strip()
    if len(cleaned) > most:
        raise TextTooLong(field, limit=most)
    if any(unicodedata.category(character) in _HIDDEN_CATEGORIES for character in cleaned):
        raise TextHasControlCharacters(field)
    if len(cleaned) < least:
        raise TextEmpty(field)
    return cleaned


def salvaged(text: str, *, most: int) -> str:
    """What can be kept of one line of text that nobody can be asked to mend; may be empty."""
    shown = (" " if character.isspace() else character for character in text)
    kept = "".join(one for one in shown if unicodedata.category(one) not in _HIDDEN_CATEGORIES)
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:most].strip()


def prose(text: str, field: str, *, most: int, least: int = 1) -> str:
    """Text that may have several lines."""
    unbroken = "".join(" " if character in _ALLOWED_CONTROLS else character for character in text)
    line(unbroken, field, most=most, least=least)
    return unicodedata.normalize("NFC", text).strip()


def email(text: str, field: str) -> str:
    """An e-mail address in lower case."""
    address = line(text, field, most=254).lower()
    local, at, domain = address.rpartition("@")
    if not (at and local and "." in domain.strip(".")) or any(c.isspace() for c in address):
        raise EmailInvalid(field)
    if domain.startswith(".") or domain.endswith(".") or "@" in local or ".." in domain:
        raise EmailInvalid(field)
    return address


def phone(text: str, field: str) -> str:
    """A phone number as E.164, or nothing for nothing."""
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as problem:
        raise PhoneInvalid(field) from problem
    if not phonenumbers.is_valid_number(number):
        raise PhoneInvalid(field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zone(name: str, field: str) -> str:
    """The name of an IANA time zone."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ZoneUnknown(field) from problem


def within(number: int, field: str, *, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    if not least <= number <= most:
        raise OutOfRange(field, least=least, most=most)
    return number


def key_of(name: str) -> str:
    """A name as it is compared: NFKC, case folded, spaces as one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())  # folding may take letters apart


def locale(tag: str, field: str) -> str:
    """A language that Paddock writes: English or Chinese, from any BCP 47 tag of these."""
    language = tag.lower().replace("_", "-").split("-")[0]
    if language not in LOCALES:
        raise LocaleUnknown(field, known=", ".join(LOCALES))
    return language


def instant(at: datetime, field: str) -> datetime:
    """A moment of this century, as aware UTC."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise OutOfRange(field, least=_FIRST_YEAR, most=_LAST_YEAR)
    return at.astimezone(UTC)
