"""Writing ADF: every document is valid, whatever was typed."""

from collections.abc import Iterable

from lxml import etree

from models.adf.rows import Person, Prospect, Vehicle, Vendor, fit

MEDIA_TYPE = "application/xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n<adf>\n'
TAIL = b"</adf>\n"
NONE_CHOSEN = "none-chosen"
"""The id of the vehicle that stands for none: the format demands one."""


def document(prospects: Iterable[Prospect], fallback: Vehicle) -> bytes:
    """A document of these prospects; `fallback` is named where no car is chosen."""
    return HEAD + b"".join(part(prospect, fallback) for prospect in prospects) + TAIL


def part(said: Prospect, fallback: Vehicle) -> bytes:
    """One prospect, to stand with others between HEAD and TAIL."""
    prospect = fit(said)
    root = etree.Element("prospect", status="resend" if prospect.is_resend else "new")
    _text(root, "id", prospect.id, sequence="1", source=prospect.source)
    at = prospect.requested_at
    _text(root, "requestdate", at.isoformat() if at else "")
    _vehicle(root, prospect.vehicle, fallback, prospect.source)
    customer = etree.SubElement(root, "customer")
    _contact(customer, prospect.customer, kind="individual")
    if prospect.comments:
        _text(customer, "comments", prospect.comments)
    _vendor(root, prospect.vendor, prospect.source)
    _text(etree.SubElement(root, "provider"), "name", prospect.provider, part="full")
    return etree.tostring(root, encoding="UTF-8", xml_declaration=False) + b"\n"


def _vehicle(root: etree._Element, chosen: Vehicle | None, fallback: Vehicle, source: str) -> None:
    vehicle = etree.SubElement(root, "vehicle", interest="buy", status="new")
    if chosen is None:
        _text(vehicle, "id", NONE_CHOSEN, source=source)
    car = chosen or fallback
    _text(vehicle, "year", car.year)
    _text(vehicle, "make", car.make)
    _text(vehicle, "model", car.model)


def _contact(parent: etree._Element, person: Person, *, kind: str) -> None:
    """An e-mail address stands before a phone number; where neither is known, a number is empty."""
    contact = etree.SubElement(parent, "contact")
    _text(contact, "name", person.name, part="full", type=kind)
    if person.email:
        _text(contact, "email", person.email)
    if person.phone or not person.email:
        _text(contact, "phone", person.phone, type="voice")


def _vendor(root: etree._Element, vendor: Vendor, source: str) -> None:
    element = etree.SubElement(root, "vendor")
    _text(element, "id", vendor.id, sequence="1", source=source)
    _text(element, "vendorname", vendor.name)
    _contact(element, Person(vendor.name, "", vendor.phone), kind="business")


def _text(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    etree.SubElement(parent, name, attributes).text = text
