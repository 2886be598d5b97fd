"""The door to erasures and exports: of oneself, and for operators of anybody who asked for it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

import orjson

from models import texts
from models.access import members
from models.access.viewer import Viewer
from models.contacts import Contact
from models.erasing import people
from models.erasing.rows import Erasure
from models.members import Member
from models.refusals import NotAllowed, NotFound
from models.seals import BrokenSeal, Seal

_PURPOSE = "data export of a contact"


async def see(viewer: Viewer, erasure_id: UUID) -> Erasure | None:
    """The erasure, for operators and for who asked for it."""
    found = await Erasure.get_or_none(id=erasure_id)
    if found is None or not (viewer.is_operator or viewer.as_member() == found.by_id):
        return None
    return found


async def member(viewer: Viewer, member_id: UUID, field: str) -> Member:
    """Who is erased or told: oneself, or for an operator anyone, also who is gone already."""
    if viewer.as_member() == member_id:
        return await members.to_be(viewer)
    viewer.as_author()
    found = await Member.get_or_none(id=member_id) if viewer.is_operator else None
    if found is None:
        raise NotFound(field)
    return found


def name(email: str, phone: str, seal: Seal) -> str:
    """Who is meant by an address or a number, as an address of the web that tells nobody."""
    said = orjson.dumps([email, phone])
    return urlsafe_b64encode(seal.close(said, _PURPOSE)).decode().rstrip("=")


async def named(viewer: Viewer, whom: str, seal: Seal) -> list[Contact]:
    """For operators: those without an account whom `name` meant."""
    try:
        email, phone = orjson.loads(seal.open(urlsafe_b64decode(f"{whom}=="), _PURPOSE))
    except (BrokenSeal, ValueError) as problem:
        raise NotFound from problem
    return await contacts(viewer, email, phone)


async def contacts(viewer: Viewer, email: str, phone: str) -> list[Contact]:
    """For operators: those without an account who have this address, or this number."""
    viewer.as_author()
    if not viewer.is_operator:
        raise NotAllowed
    found = await people.of_contacts(
        texts.email(email, "email") if email.strip() else "", texts.phone(phone, "phone")
    )
    if not found:
        raise NotFound
    return found
