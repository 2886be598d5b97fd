"""Reading ADF, from whoever sends it: nothing is fetched, nothing is expanded, size is bounded."""

from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from models.adf import validity
from models.adf.rows import Person, Prospect, Vehicle, Vendor, fit
from models.adf.writing import NONE_CHOSEN
from models.refusals import AdfTooLarge, AdfUnreadable

MOST_BYTES = 1024 * 1024
MOST_PROSPECTS = 500


@dataclass(frozen=True, slots=True)
class Document:
    """The prospects of a document, and where it departs from the format, in English."""

    prospects: list[Prospect]
    departures: list[str]


def read(content: bytes, field: str) -> Document:
    """What a document says, as far as it can be understood; whatever is not said is empty.

    Refused as ADF_UNREADABLE where it is no ADF, or brings definitions of its own.
    """
    if len(content) > MOST_BYTES:
        raise _too_large(field)
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise AdfUnreadable(field) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise AdfUnreadable(field)
    _without_namespaces(root)
    found = root.findall("prospect") if root.tag == "adf" else []
    if not found:
        raise AdfUnreadable(field)
    if len(found) > MOST_PROSPECTS:
        raise _too_large(field)
    return Document([_prospect(each) for each in found], validity.departures(root))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",  # which it is by now, whatever it says of itself
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _too_large(field: str) -> AdfTooLarge:
    return AdfTooLarge(field, mebibytes=MOST_BYTES // 1024**2, prospects=MOST_PROSPECTS)


def _without_namespaces(root: etree._Element) -> None:
    for element in root.iter("{*}*"):
        element.tag = etree.QName(element).localname


def _prospect(said: etree._Element) -> Prospect:
    own_id, contact, vendor = said.find("id"), said.find("customer/contact"), said.find("vendor")
    return fit(
        Prospect(
            id=_text(said, "id"),
            source="" if own_id is None else str(own_id.get("source", "")),
            is_resend=said.get("status") == "resend",
            requested_at=_time(_text(said, "requestdate")),
            vehicle=_vehicle(said.find("vehicle")),
            customer=Person(_name(contact), _text(contact, "email"), _text(contact, "phone")),
            comments=_text(said, "customer/comments"),
            vendor=Vendor(
                _text(vendor, "id"), _text(vendor, "vendorname"), _text(vendor, "contact/phone")
            ),
            provider=_text(said, "provider/name"),
        )
    )


def _vehicle(said: etree._Element | None) -> Vehicle | None:
    if said is None or _text(said, "id") == NONE_CHOSEN:
        return None
    return Vehicle(_text(said, "year"), _text(said, "make"), _text(said, "model"))


def _name(contact: etree._Element | None) -> str:
    """The full name, or its parts in the order in which they stand."""
    names = [] if contact is None else contact.findall("name")
    full = [name for name in names if name.get("part", "full") == "full"]
    return " ".join(_inside(name).strip() for name in full[:1] or names)


def _text(said: etree._Element | None, path: str) -> str:
    found = None if said is None else said.find(path)
    return "" if found is None else _inside(found)


def _inside(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _time(text: str) -> datetime | None:
    """A time without an offset is taken for UTC, as nothing says whose it is."""
    try:
        at = datetime.fromisoformat(text.strip())
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
