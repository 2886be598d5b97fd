"""Cohorts for tests: people who registered, and how far each came with a dealer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from models import ids
from models.contacts import Contact
from models.dealers import Dealer
from models.events import Event
from models.leads import Lead, LeadMove, LeadState
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.touches import LeadSource, Touch
from tests.prospects import DOORS

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK_BEFORE, WEEK_AFTER = DOORS - 7 * DAY, DOORS + 7 * DAY
STEPS = [
    LeadState.NEW, LeadState.ACKNOWLEDGED, LeadState.CONTACTED, LeadState.TEST_DRIVE,
    LeadState.OFFER, LeadState.WON,
]  # fmt: skip


async def people(count: int) -> list[Contact]:
    """So many people without an account."""
    made = [Contact(name=f"Person {number}") for number in range(count)]
    await Contact.bulk_create(made)
    return made


async def register(event: Event, persons: Sequence[Contact], at: datetime = DOORS - DAY) -> None:
    """Each has a seat at the event, registered a day before doors unless said otherwise."""
    state = RegistrationState.CONFIRMED
    booked = [
        Registration(event_id=event.id, state=state, seat_count=1, created_at=at) for _ in persons
    ]
    await Registration.bulk_create(booked)
    await Seat.bulk_create(
        [
            Seat(registration_id=one.id, event_id=event.id, contact_id=person.id, position=1)
            for one, person in zip(booked, persons, strict=True)
        ]
    )


async def leads(
    dealer: Dealer, persons: Sequence[Contact], to: LeadState = LeadState.NEW, **said: Any
) -> list[Lead]:
    """Each is a lead by a touch at doors, taken so far, a minute for each step."""
    at = said.pop("at", DOORS)
    made = [
        Lead(
            dealer_id=dealer.id, contact_id=person.id, captured_at=at, touched_at=at, state=to,
            acknowledge_until=at + 30 * MINUTE,
            acknowledged_at=at + MINUTE if to is not LeadState.NEW else None,
            contacted_at=at + 2 * MINUTE if to in STEPS[2:] else None,
        )
        for person in persons
    ]  # fmt: skip
    await Lead.bulk_create(made)
    await Touch.bulk_create([_touch(lead, at, **said) for lead in made])
    await LeadMove.bulk_create([move for lead in made for move in _moves(lead, to, at)])
    return made


async def touch(lead: Lead, at: datetime, **said: Any) -> UUID:
    """One more touch of a lead."""
    made = _touch(lead, at, **said)
    await made.save(force_create=True)
    return made.id


async def take_back(lead: Lead, at: datetime) -> None:
    """The sale is taken back."""
    await Lead.filter(id=lead.id).update(state=LeadState.LOST, lost_reason="Changed their mind")
    await LeadMove.create(
        lead_id=lead.id, from_state=LeadState.WON, to_state=LeadState.LOST, actor_id=ids.new(),
        at=at,
    )  # fmt: skip


def _touch(lead: Lead, at: datetime, **said: Any) -> Touch:
    return Touch(
        **{
            "lead_id": lead.id,
            "dealer_id": lead.dealer_id,
            "contact_id": lead.contact_id,
            "source": LeadSource.CHECK_IN,
            "ref": ids.new(),
            "at": at,
            "created_at": at,
            **said,
        }
    )


def _moves(lead: Lead, to: LeadState, at: datetime) -> list[LeadMove]:
    steps = STEPS[: STEPS.index(to) + 1]
    return [
        LeadMove(
            lead_id=lead.id, from_state=before, to_state=after, actor_id=ids.new(),
            at=at + number * MINUTE,
        )
        for number, (before, after) in enumerate(pairwise(steps), start=1)
    ]  # fmt: skip
