"""The dealerships of a benchmark: staff in rosters, rules in force, and people who come to them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from benchmarks.crowd import SEAL, Id
from models import clock, consents, database, grants, ids, members, rosters, sessions, sql
from models.consents import Consent
from models.contacts import Contact
from models.dealers import Dealer
from models.grants import Role
from models.lead_intake import Enquiry, take
from models.rosters import Terms
from models.routing import proposing
from models.routing.matching import Interest
from models.touches import LeadSource
from server import boot
from tests import routed

_AT_ONCE = 50_000  # leads in a statement, which may not take for ever


@dataclass
class Dealerships:
    """The dealers, a token of each member of their staff, and people whom nobody knows yet."""

    dealers: list[UUID]
    staff: list[tuple[UUID, str]]
    people: Iterator[UUID]


async def dealerships(*, dealers: int, staff: int, people: int) -> Dealerships:
    """So many of each; the rules propose every dealer in its turn."""
    await boot.ensure(SEAL)
    houses = [await routed.dealer(f"Dealer {number}") for number in range(dealers)]
    await routed.rules(fallback=houses)
    hired = [(house.id, await _hired(house, number)) for house in houses for number in range(staff)]
    await sql.execute(
        """
        INSERT INTO contacts (id, pseudonym, name, phone, email, locale, created_at)
        SELECT gen_random_uuid(), gen_random_uuid(), 'Person ' || n,
          '+86139' || lpad(n::text, 8, '0'), 'person-' || n || '@bench.example', 'en', now()
        FROM generate_series(1, $1::int) n
        """,
        people,
    )
    known = await sql.fetch(Id, "SELECT id FROM contacts WHERE member_id IS NULL")
    return Dealerships([house.id for house in houses], hired, (one.id for one in known))


async def _hired(house: Dealer, number: int) -> str:
    """The token of a new member of the staff, who stands in the roster."""
    member = await members.of_address(f"staff-{number}-{house.id.hex[-8:]}@bench.example")
    await grants.give(member, Role.DEALER_STAFF, house.id, by=None)
    async with database.transaction():
        await rosters.put(house, member.id, Terms(weight=1 + number % 3), by=member.id)
    return (await sessions.open_for(member)).token


async def routed_lead(contact_id: UUID) -> UUID:
    """Somebody fills in a form: a dealer is proposed, agreed to, and has the lead."""
    async with database.transaction():
        decision = await proposing.propose(Interest(at=clock.now()), by=None)
    if decision.dealer_id is None:
        raise RuntimeError("nobody was proposed")
    return await lead_of(contact_id, decision.dealer_id)


async def lead_of(contact_id: UUID, dealer_id: UUID) -> UUID:
    """The person agrees to this dealer, and is its lead and on somebody's desk once this returns.

    Through models/lead_intake, in one transaction.
    """
    async with database.transaction():
        contact = await Contact.get(id=contact_id)
        await consents.grant(contact, dealer_id, text_version=1, language="en", method="BENCHMARK")
        [lead_id] = (await take([_enquiry(contact_id, dealer_id)])).leads.values()
    return lead_id


async def batch_of_leads(contact_ids: Sequence[UUID], dealers: Iterator[UUID]) -> None:
    """As `lead_of`, for many people in one transaction, as a batch of scans or a stand's brings."""
    async with database.transaction():
        contacts = await Contact.filter(id__in=list(contact_ids))
        asked = [(contact, next(dealers)) for contact in contacts]
        text = await consents.require_text(1, "en")
        await consents.record([
            Consent(
                subject=contact.pseudonym, dealer_id=dealer_id, purpose=text.purpose,
                is_granted=True, text_version=text.version, text_hash=text.text_hash,
                language=text.language, method="BENCHMARK",
            )
            for contact, dealer_id in asked
        ])  # fmt: skip
        await take([_enquiry(contact.id, dealer_id) for contact, dealer_id in asked])


def _enquiry(contact_id: UUID, dealer_id: UUID) -> Enquiry:
    return Enquiry(dealer_id, contact_id, LeadSource.WEB_FORM, ids.new(), clock.now())


async def store(dealer_ids: list[UUID], count: int) -> None:
    """So many leads more, shared out evenly, the newest of each dealer's of all kinds of states."""
    for first in range(0, count, _AT_ONCE):
        await sql.execute(
            """
            INSERT INTO leads (id, dealer_id, contact_id, source, state, lost_reason, captured_at,
              touched_at, model, answers)
            SELECT uuidv7(n * interval '-1 second'), d.ids[1 + n % cardinality(d.ids)],
              c.ids[1 + n % cardinality(c.ids)], 'CHECK_IN',
              (ARRAY['NEW', 'ACKNOWLEDGED', 'CONTACTED', 'WON'])[1 + n / 50 % 4], '',
              now() - n * interval '1 second', now() - n * interval '1 second', '', '[]'
            FROM generate_series($3::int, $1::int) n,
              (SELECT array_agg(v::uuid) AS ids FROM json_array_elements_text($2::json) v) d,
              (SELECT array_agg(id) AS ids FROM (SELECT id FROM contacts LIMIT 1000) few) c
            """,
            min(first + _AT_ONCE, count) - 1,
            sql.json_of(dealer_ids),
            first,
        )
    await sql.execute("ANALYZE leads")


def in_turn(dealer_ids: list[UUID]) -> Iterator[UUID]:
    """The dealers, one after the other without end."""
    return itertools.cycle(dealer_ids)
