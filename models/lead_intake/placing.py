"""Where enquiries belong: to a lead that is there, to one that comes back, or to a new one."""

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models import ids
from models.lead_identities import Identity
from models.lead_intake.enquiries import Enquiry, Key
from models.leads import OPEN, LeadState


@dataclass(slots=True)
class Standing:
    """A lead as it stands; `is_handed_on` where it was merged, or another dealer has it now."""

    id: UUID
    contact_id: UUID
    state: LeadState
    touched_at: datetime
    is_in_sight: bool
    is_handed_on: bool

    def returns_with(self, enquiry: Enquiry) -> bool:
        """Whether it comes back: consent was taken back, and its person has agreed anew."""
        may_return = not (self.is_in_sight or self.is_handed_on) and self.state in OPEN
        return may_return and enquiry.contact_id == self.contact_id


@dataclass(frozen=True, slots=True)
class Told:
    """A touch that was heard of before."""

    lead_id: UUID
    is_withdrawn: bool


@dataclass(slots=True)
class Placing:
    """What comes of enquiries, one after the other.

    `owners` says whose each identity is, `standing` has those leads, `told` the touches that are
    known, `windows` for how long after a touch a person is the same lead of a dealer. `places` is
    the lead of each enquiry that counts now, `known` of each that did before.
    """

    owners: MutableMapping[Identity, UUID | None]
    standing: MutableMapping[UUID, Standing]
    told: Mapping[Key, Told]
    windows: Mapping[UUID, timedelta]
    places: dict[Key, tuple[UUID, Enquiry]] = field(default_factory=dict)
    known: dict[Key, UUID] = field(default_factory=dict)
    given: dict[Identity, UUID] = field(default_factory=dict)
    made: dict[UUID, Enquiry] = field(default_factory=dict)
    returned: set[UUID] = field(default_factory=set)

    def place(self, enquiry: Enquiry, identities: Sequence[Identity]) -> None:
        """Find the lead of one enquiry, whose person is known by these, or make it."""
        before = self.told.get(enquiry.key)
        if before and not before.is_withdrawn:
            self.known[enquiry.key] = before.lead_id
        elif enquiry.key not in self.places:
            met = [self.standing[one] for one in sorted(self._owners(identities))]
            lead = self._taking(met, enquiry) or self._returning(met, enquiry) or self._new(enquiry)
            self.places[enquiry.key] = lead.id, enquiry
            self._give(identities, lead, enquiry)
            lead.touched_at = max(lead.touched_at, enquiry.at)

    def several(self) -> list[UUID]:
        """The leads that have more touches than the enquiry that they were made from."""
        touches = Counter(lead_id for lead_id, _ in self.places.values())
        return sorted(it for it, count in touches.items() if count > 1 or it not in self.made)

    def _owners(self, identities: Sequence[Identity]) -> set[UUID]:
        return {owner for identity in identities if (owner := self.owners[identity])}

    def _taking(self, met: Sequence[Standing], enquiry: Enquiry) -> Standing | None:
        return next((lead for lead in met if self._takes(lead, enquiry)), None)

    def _takes(self, lead: Standing, enquiry: Enquiry) -> bool:
        """Whether the enquiry is one more touch of the lead."""
        is_near = abs(enquiry.at - lead.touched_at) <= self.windows[enquiry.dealer_id]
        return lead.is_in_sight and lead.state in OPEN and is_near

    def _returning(self, met: Sequence[Standing], enquiry: Enquiry) -> Standing | None:
        lead = next((lead for lead in met if lead.returns_with(enquiry)), None)
        if lead:
            lead.is_in_sight = True
            self.returned.add(lead.id)
        return lead

    def _new(self, enquiry: Enquiry) -> Standing:
        lead = Standing(
            ids.new(), enquiry.contact_id, LeadState.NEW, enquiry.at,
            is_in_sight=True, is_handed_on=False,
        )  # fmt: skip
        self.standing[lead.id] = lead
        self.made[lead.id] = enquiry
        return lead

    def _give(self, identities: Sequence[Identity], lead: Standing, enquiry: Enquiry) -> None:
        """An identity stays with a lead that would take it too: two are merged by hand alone."""
        for identity in identities:
            owner = self.owners[identity]
            if owner is None or not self._takes(self.standing[owner], enquiry):
                self.owners[identity] = self.given[identity] = lead.id
