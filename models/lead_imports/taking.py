"""Taking an import in: prospects with a consent become leads by intake, all others are told of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from models import audit, clock, consents, contacts, lead_intake, texts
from models.adf import reading
from models.adf.rows import Prospect
from models.contacts import Contact, Person
from models.dealers import Dealer
from models.lead_imports import checking
from models.lead_imports.rows import LeadImport, LeadImportRow
from models.lead_intake import Enquiry
from models.refusals import ConsentMissing, ConsentTakenBack, Refusal
from models.touches import LeadSource, Touch

_MEDIUM_MOST = _MODEL_MOST = 80
_METHOD_MOST = 32


@dataclass(frozen=True, slots=True)
class SaidConsent:
    """How a person agreed that this dealer may contact them, as the dealer's staff states it."""

    method: str
    text_version: int
    language: str
    at: datetime


async def bring(
    dealer: Dealer, document: str, said: Mapping[int, SaidConsent], *, by: UUID
) -> LeadImport:
    """Take a document in; `said` has the consents by the places of their prospects, from 0.

    Each prospect has a row, with its lead or with what is missing. Brought again, the same
    prospect is the same lead.
    """
    read = reading.read(document.encode(errors="replace"), "adf")
    for place in said:
        texts.within(place, "consents", least=0, most=len(read.prospects) - 1)
    brought = await LeadImport.create(dealer_id=dealer.id, by_id=by, departures=read.departures)
    rows, enquiries = [], {}
    for place, prospect in enumerate(read.prospects):
        row, enquiry = await _read(brought, place, prospect, said.get(place))
        rows.append(row)
        if enquiry is not None:
            enquiries[place] = enquiry
    await _take(rows, enquiries)
    await LeadImportRow.bulk_create(rows)
    made = sum(row.lead_id is not None for row in rows)
    await audit.record(
        by, "lead_import.create", brought, dealer=dealer.id, prospects=len(rows), leads=made
    )
    return brought


async def _read(
    brought: LeadImport, place: int, prospect: Prospect, said: SaidConsent | None
) -> tuple[LeadImportRow, Enquiry | None]:
    """The row of a prospect, and the enquiry of one who agreed and can be reached."""
    person, problems = checking.checked(prospect, said.language if said else texts.LOCALES[0])
    enquiry = None
    if said is None:
        problems.append(ConsentMissing("consent"))
    elif not problems:
        try:
            enquiry = await _enquiry(brought.dealer_id, prospect, person, said)
        except Refusal as refusal:
            problems.append(refusal)
    row = LeadImportRow(
        brought_id=brought.id,
        place=place,
        prospect_id=prospect.id,
        source=prospect.source,
        problems=[problem.stored() for problem in problems],
    )
    return row, enquiry


async def _take(rows: Sequence[LeadImportRow], enquiries: Mapping[int, Enquiry]) -> None:
    """Let intake have all of them at once, and say in the rows what came of it."""
    taken = await lead_intake.take(list(enquiries.values()))
    for place, enquiry in enquiries.items():
        rows[place].lead_id = taken.leads.get(enquiry.key)
        if rows[place].lead_id is None:
            rows[place].problems = [ConsentTakenBack("consent").stored()]


async def _enquiry(
    dealer_id: UUID, prospect: Prospect, person: Person, said: SaidConsent
) -> Enquiry:
    """That of somebody who agreed, whose receipt is written.

    Who was brought before is the same person, so that what they took back stays taken back.
    """
    method = texts.line(said.method, "consent.method", most=_METHOD_MOST)
    language = texts.locale(said.language, "consent.language")
    agreed_at = texts.instant(said.at, "consent.at")
    if agreed_at > clock.now():
        raise ConsentMissing("consent.at")
    # Before anything is kept of somebody whose consent is to words that were never written.
    await consents.require_text(said.text_version, language)
    ref = uuid5(NAMESPACE_OID, f"{prospect.source}\n{prospect.id}")
    contact = await _contact(dealer_id, ref, replace(person, locale=language))
    await consents.grant(
        contact, dealer_id, text_version=said.text_version, language=language, method=method,
        at=agreed_at,
    )  # fmt: skip
    asked_at = max(prospect.requested_at or agreed_at, agreed_at)
    return Enquiry(
        dealer_id, contact.id, LeadSource.IMPORT, ref, min(asked_at, clock.now()),
        medium=prospect.source[:_MEDIUM_MOST], model=_model(prospect),
    )  # fmt: skip


def _model(prospect: Prospect) -> str:
    car = prospect.vehicle
    return texts.salvaged(car.model, most=_MODEL_MOST) if car else ""


async def _contact(dealer_id: UUID, ref: UUID, person: Person) -> Contact:
    known = await Touch.filter(dealer_id=dealer_id, source=LeadSource.IMPORT, ref=ref).first()
    if known is not None:
        return await Contact.get(id=known.contact_id)
    return await contacts.of_guest(person.name, person.phone, person.email, person.locale)
