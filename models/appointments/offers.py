"""An appointment offer: when a dealer can be visited, and how many at a time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import audit, clock, opening_hours, texts
from models.dealers import Dealer
from models.noun import Noun
from models.opening_hours import OpeningHours, Weekday
from models.refusals import DayInvalid

_CAPACITY_MOST = 100
_LEAD_MINUTES_MOST = 14 * 24 * 60
_HORIZON_DAYS_MOST = 180
_CLOSED_MOST = 100
_PRICE_MOST = 1_000_000  # fen


class AppointmentKind(StrEnum):
    """What one comes for."""

    TEST_DRIVE = "TEST_DRIVE"
    STORE_VISIT = "STORE_VISIT"


class AppointmentOffer(Noun):
    """One per dealer and kind, its row lock serialises what is booked by it.

    Hours and closed days are those of the dealer's zone. Between booking and the slot lie at least
    `lead_minutes` and at most `horizon_days`. `price_fen` is in hundredths of a yuan.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    kind = fields.CharEnumField(AppointmentKind, max_length=12)
    opening_hours = fields.JSONField[list[dict[str, Any]]](default=list)
    closed_days = fields.JSONField[list[str]](default=list)
    slot_minutes = fields.IntField()
    capacity = fields.IntField()
    lead_minutes = fields.IntField()
    horizon_days = fields.IntField()
    price_fen = fields.IntField()
    is_open = fields.BooleanField()
    changed_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "appointment_offers"
        unique_together = (("dealer_id", "kind"),)

    @property
    def hours(self) -> list[OpeningHours]:
        """When one can come, Monday first."""
        return [
            OpeningHours(Weekday(said["weekday"]), said["opens_at"], said["closes_at"])
            for said in self.opening_hours
        ]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dealer says of an offer; `closed_days` are dates as 2026-10-01."""

    hours: Sequence[OpeningHours]
    slot_minutes: int
    capacity: int
    lead_minutes: int
    horizon_days: int
    closed_days: Sequence[str] = ()
    price_fen: int = 0
    is_open: bool = True


async def put(dealer: Dealer, kind: AppointmentKind, terms: Terms, *, by: UUID) -> AppointmentOffer:
    """Let appointments of a kind be offered on these terms from now on.

    What is booked already stays as it is, and goes on taking its place.
    """
    columns = _checked(terms)
    await dealer.locked()
    offer = await AppointmentOffer.get_or_none(dealer_id=dealer.id, kind=kind)
    if offer is None:
        offer = await AppointmentOffer.create(dealer_id=dealer.id, kind=kind, **columns)
    else:
        offer = await offer.locked()
        await offer.update_from_dict(columns).save()
    await audit.record(by, "appointment_offer.set", offer, kind=kind, **columns)
    return offer


def _checked(terms: Terms) -> dict[str, Any]:
    week = opening_hours.checked(terms.hours, "openingHours")
    texts.within(len(terms.closed_days), "closedDays", least=0, most=_CLOSED_MOST)
    days = {_day(said, f"closedDays.{place}") for place, said in enumerate(terms.closed_days)}
    within = texts.within
    return {
        "opening_hours": [asdict(hours) for hours in week],
        "closed_days": sorted(days),
        "slot_minutes": within(terms.slot_minutes, "slotMinutes", least=5, most=24 * 60),
        "capacity": within(terms.capacity, "capacity", least=1, most=_CAPACITY_MOST),
        "lead_minutes": within(terms.lead_minutes, "leadMinutes", least=0, most=_LEAD_MINUTES_MOST),
        "horizon_days": within(terms.horizon_days, "horizonDays", least=1, most=_HORIZON_DAYS_MOST),
        "price_fen": within(terms.price_fen, "priceFen", least=0, most=_PRICE_MOST),
        "is_open": terms.is_open,
        "changed_at": clock.now(),
    }


def _day(said: str, field: str) -> str:
    try:
        day = date.fromisoformat(said)
    except ValueError as problem:
        raise DayInvalid(field) from problem
    if day.isoformat() != said:  # weeks and days without dashes are ISO too
        raise DayInvalid(field)
    return said
