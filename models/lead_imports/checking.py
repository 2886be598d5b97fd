"""Checking: what of a prospect must be mended before it can be a lead, field by field."""

from collections.abc import Callable

from models import texts
from models.adf.rows import Prospect
from models.contacts import Person
from models.refusals import (
    ProspectNameless,
    ProspectUnnamed,
    ProspectUnreachable,
    Refusal,
)

_NAME_MOST = 80


def checked(prospect: Prospect, language: str) -> tuple[Person, list[Refusal]]:
    """The person as far as they can be known, and all that is wrong, each with its field."""
    problems: list[Refusal] = []

    def kept(check: Callable[[str, str], str], text: str, field: str) -> str:
        try:
            return check(text, field)
        except Refusal as refusal:
            problems.append(refusal)
            return ""

    said = prospect.customer
    name = texts.salvaged(said.name, most=_NAME_MOST)
    if not (prospect.id and prospect.source):
        problems.append(ProspectUnnamed("id"))
    if not name:
        problems.append(ProspectNameless("name"))
    phone = kept(texts.phone, said.phone, "phone")
    email = kept(texts.email, said.email, "email") if said.email else ""
    if not (said.phone or said.email):
        problems.append(ProspectUnreachable("phone"))
    return Person(name, phone, email, language), problems
