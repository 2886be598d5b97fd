"""Taking enquiries in: who agreed, which lead it is, and all that follows, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import database, lead_changes, lead_identities, outbox
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.lead_identities import Identity, values_of
from models.lead_intake import agreeing, writing
from models.lead_intake.agreeing import Person
from models.lead_intake.enquiries import Attendance, Enquiry, Key
from models.lead_intake.placing import Placing
from models.routing import assigning, proposing


@dataclass(frozen=True, slots=True)
class Taken:
    """The leads in the dealers' sight that enquiries belong to, and which were not there before."""

    leads: Mapping[Key, UUID]
    new: frozenset[UUID]


_NOTHING = Taken({}, frozenset())


async def take(enquiries: Sequence[Enquiry]) -> Taken:
    """Make the leads that follow from enquiries, or add to those that are there.

    Consent must have stood from the enquiry until now: whoever has none makes no lead. In a number
    of statements that does not depend on how many there are, but for proposals; told again, nothing
    changes. Refused as PROPOSAL_SPENT where a proposal is named that is of another lead or dealer.
    """
    if not enquiries:
        return _NOTHING
    async with database.transaction():
        people = await agreeing.hold({enquiry.contact_id for enquiry in enquiries})
        return await _place(await agreeing.agreed(enquiries), people)


async def capture(attendances: Sequence[Attendance]) -> Taken:
    """Take what follows from attendances: an enquiry at each dealer of the event agreed to."""
    if not attendances:
        return _NOTHING
    async with database.transaction():
        people = await agreeing.hold({one.contact_id for one in attendances})
        return await _place(await agreeing.consenting(attendances), people)


async def _place(enquiries: Sequence[Enquiry], people: Mapping[UUID, Person]) -> Taken:
    """Enquiries of people who are held and have agreed."""
    if not enquiries:
        return _NOTHING
    dealers = await _dealers(enquiries)
    placing = await _placing(enquiries, people, dealers)
    for enquiry in sorted(enquiries, key=lambda one: (one.at, one.key)):
        placing.place(enquiry, _identities(enquiry, people))
    await _write(placing, dealers)
    placed = {key: lead_id for key, (lead_id, _) in placing.places.items()}
    seen = await writing.in_sight(placing.known) | placed
    return Taken(seen, frozenset(placing.made.keys() | placing.returned))


async def _dealers(enquiries: Sequence[Enquiry]) -> dict[UUID, Dealer]:
    named = {enquiry.dealer_id for enquiry in enquiries}
    return {dealer.id: dealer for dealer in await Dealer.filter(id__in=named)}


async def _placing(
    enquiries: Sequence[Enquiry], people: Mapping[UUID, Person], dealers: Mapping[UUID, Dealer]
) -> Placing:
    """All that has to be known to place them; the locks are taken in the order of the house."""
    owners = await lead_identities.hold(
        identity for enquiry in enquiries for identity in _identities(enquiry, people)
    )
    standing = await writing.standing({owner for owner in owners.values() if owner})
    told = await writing.told([enquiry.key for enquiry in enquiries])
    windows = {dealer.id: dealer.lead_window for dealer in dealers.values()}
    return Placing(owners, standing, told, windows)


def _identities(enquiry: Enquiry, people: Mapping[UUID, Person]) -> list[Identity]:
    person = people[enquiry.contact_id]
    known = values_of(person.id, person.phone, person.email)
    return [(enquiry.dealer_id, value) for value in known]


async def _write(placing: Placing, dealers: Mapping[UUID, Dealer]) -> None:
    """Write down what was placed, and tell of it."""
    if not placing.places:
        return
    await writing.make(placing.made, dealers)
    await writing.bring_back(placing.returned)
    await writing.touch(placing.places.values())
    await lead_identities.give(placing.given)
    new = sorted(placing.made.keys() | placing.returned)
    touched = sorted({lead_id for lead_id, _ in placing.places.values()} - set(new))
    await writing.sum_up(placing.several())
    await lead_changes.record(LeadChangeKind.CAPTURED, new)
    await lead_changes.record(LeadChangeKind.UPDATED, touched)
    await outbox.tell_all("lead.captured", [{"lead": lead_id} for lead_id in new])
    await outbox.tell_all("lead.touched", [{"lead": lead_id} for lead_id in touched])
    for lead_id, enquiry in placing.places.values():
        if enquiry.decision_id:
            await proposing.take(enquiry.decision_id, enquiry.dealer_id, lead_id)
    # Last, since it holds the turns of these dealers.
    await writing.assign(await assigning.assign(sorted(placing.made)))
