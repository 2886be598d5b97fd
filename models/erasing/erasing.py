"""Erasing a person: everything that names them goes, in one transaction, wherever the list reaches.

Consent is taken back first, so that dealers are told to delete what they copied. The ledger, what
the door concluded and the proofs of consent survive, by id and pseudonym.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from models import (
    audit,
    clock,
    consent_receipts,
    consents,
    database,
    departures,
    lead_withdrawals,
    outbox,
    sql,
)
from models.consents import Consent
from models.contacts import Contact
from models.erasing import people, striking
from models.erasing.people import Person, Words
from models.erasing.reach import REACHED
from models.erasing.reached import Dropped, Emptied, Reached
from models.erasing.rows import Erasure
from models.leads import Lead
from models.members import Member
from models.noun import Noun
from models.outbox import LEASE
from models.pictures.uploads import Picture
from models.refusals import ConfirmationWrong
from models.seals import Seal
from models.seats import Seat, tell_the_door

METHOD = "ERASURE"
_LOCK = 7_302_893

SETTLED = LEASE + timedelta(seconds=60)
"""So long after an erasure nothing that had begun before is under way any more."""


async def erase_member(member: Member, *, by: UUID | None, seal: Seal) -> Erasure:
    """Close the account, if it is open, and forget the person; doing it twice changes nothing."""
    async with database.transaction():
        await _alone()
        member = await (await departures.remove(member, by=by)).locked()
        return await _erase(await people.of_member(member), by=by, seal=seal)


async def erase_oneself(member: Member, confirm: str, *, seal: Seal) -> Erasure:
    """As `erase_member`, for who types their own address: CONFIRMATION_WRONG otherwise."""
    if confirm.strip().lower() != member.email:
        raise ConfirmationWrong("confirm")
    return await erase_member(member, by=member.id, seal=seal)


async def erase_contacts(contacts: Sequence[Contact], *, by: UUID | None, seal: Seal) -> Erasure:
    """Forget a person without an account, whom the house knows by these contacts."""
    async with database.transaction():
        await _alone()
        person = await people.of_ids(None, [contact.id for contact in contacts])
        return await _erase(person, by=by, seal=seal)


async def sweep(erasure_id: UUID, said: dict[str, list[str]], *, seal: Seal, is_last: bool) -> None:
    """Forget what came to be written by deeds that were under way; in the caller's transaction.

    `said` are the words that named the person.
    """
    await _alone()
    erasure = await Erasure.get(id=erasure_id)
    words = await _still_theirs(Words(**said))
    strangers = await Contact.filter(member_id=None, email__in=list(words.addresses))
    contact_ids = [*erasure.contacts, *(contact.id for contact in strangers)]
    person = replace(await people.of_ids(erasure.member_id, contact_ids), words=words)
    await _take_back(person, by=erasure.by_id)
    await _forget(person, seal)
    if is_last:
        await Erasure.filter(id=erasure.id, completed_at=None).update(completed_at=clock.now())


async def _alone() -> None:
    """One erasure at a time: each takes rows of many tables, and two would wait for each other."""
    if not database.is_sqlite():
        await sql.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)


async def _erase(person: Person, *, by: UUID | None, seal: Seal) -> Erasure:
    erasure = await Erasure.create(
        member_id=person.member_ids[0] if person.member_ids else None,
        contact_ids=[str(contact_id) for contact_id in person.contact_ids],
        by_id=by,
    )
    pictures = await Picture.filter(owner_id__in=list(person.member_ids))
    files = [[picture.key, picture.thumbnail_key] for picture in pictures]
    await _take_back(person, by=by)
    await _forget(person, seal)
    told: dict[str, Any] = {"erasure": erasure.id, "words": asdict(person.words), "pictures": files}
    await outbox.tell(striking.ERASED, **told, last=False)
    await outbox.tell(striking.ERASED, **told, last=True, due_at=clock.now() + SETTLED)
    await audit.record(by, "person.erase", erasure)
    return erasure


async def _take_back(person: Person, *, by: UUID | None) -> None:
    """Withdraw whatever they agreed to, dealer by dealer."""
    contacts = await (
        Contact.filter(id__in=list(person.contact_ids)).order_by("id").select_for_update()
    )
    words = await consents.last_words([contact.pseudonym for contact in contacts])
    agreed = {(word.dealer_id, word.subject) for word in words if word.is_granted}
    known = await Lead.filter(contact_id__in=list(person.contact_ids), withdrawn_at=None)
    met = {(lead.dealer_id, lead.contact_id) for lead in known}
    for dealer_id in sorted({dealer_id for dealer_id, _ in agreed | met}):
        those = [
            contact
            for contact in contacts
            if (dealer_id, contact.pseudonym) in agreed or (dealer_id, contact.id) in met
        ]
        await lead_withdrawals.withdraw(those, dealer_id, method=METHOD, by=by)


async def _forget(person: Person, seal: Seal) -> None:
    """Seal what proves consent, then erase by the list, and let the doors hear of it."""
    said = await Consent.filter(subject__in=list(person.pseudonyms)).only("id")
    await consent_receipts.seal([consent.id for consent in said], seal)
    for reached in REACHED:
        await _erase_rows(reached, person)
    await striking.strike(person, person.words)
    await tell_the_door(await Seat.filter(id__in=list(person.seat_ids)))


async def _erase_rows(reached: Reached, person: Person) -> None:
    rows = reached.table.filter(reached.of(person))
    if isinstance(reached.erased, Dropped):
        await rows.delete()
    elif isinstance(reached.erased, Emptied):
        asked = {name: make for name, make in reached.erased.columns.items() if callable(make)}
        plain = {name: to for name, to in reached.erased.columns.items() if name not in asked}
        for row in await rows if asked else ():
            made: dict[str, Any] = {name: make(row) for name, make in asked.items()}
            await reached.table.filter(id=row.id).update(**made)
        await _update(reached.table, reached.of(person), plain)


async def _update(table: type[Noun], of: Any, columns: dict[str, Any]) -> None:
    if columns:
        await table.filter(of).update(**columns)


async def _still_theirs(words: Words) -> Words:
    """Without the address of somebody who has signed in anew meanwhile."""
    taken = {member.email for member in await Member.filter(email__in=list(words.addresses))}
    return replace(words, addresses=[one for one in words.addresses if one not in taken])
