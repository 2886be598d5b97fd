"""Versions of the rules: drafted, brought into force, and found again by a time."""

from datetime import datetime
from uuid import UUID

from models import audit, clock, database, texts
from models.dealers import Dealer
from models.refusals import AlreadyActive, AlreadyRuled, NoRulesInForce, NotFound, TimeIsPast
from models.routing import rules, turns
from models.routing.rows import RoutingRules
from models.routing.rules import Rules
from models.venues import Venue

_VERSIONS = (UUID(int=0), "versions")
"""The turn whose number is that of the last version."""


async def draft(said: Rules, note: str, *, by: UUID) -> RoutingRules:
    """A new version, which is not in force before it is activated."""
    content = rules.checked(said)
    note = texts.prose(note, "note", most=500, least=0)
    await _refuse_unknown(content)
    async with database.transaction():
        held = await turns.locked([_VERSIONS])
        held[_VERSIONS].seq += 1
        await turns.keep(held)
        made = await RoutingRules.create(
            version=held[_VERSIONS].seq, rules=content.json(), note=note, created_by_id=by
        )
        await audit.record(by, "routing_rules.draft", made, version=made.version)
    return made


async def activate(version: RoutingRules, at: datetime | None, *, by: UUID) -> RoutingRules:
    """Bring a version into force then, now unless given; the time may change until it has come.

    Refused as ALREADY_RULED where another comes into force at that very moment.
    """
    now = clock.now()
    at = now if at is None else texts.instant(at, "at")
    if at < now:
        raise TimeIsPast("at")
    async with database.transaction():
        await turns.locked([_VERSIONS])
        made = await version.locked()
        if made.activates_at is not None and made.activates_at <= now:
            raise AlreadyActive("rules")
        if await RoutingRules.exclude(id=made.id).filter(activates_at=at).exists():
            raise AlreadyRuled("at")
        made.activates_at = at
        await made.save(update_fields=["activates_at"])
        await audit.record(by, "routing_rules.activate", made, version=made.version, at=at)
    return made


async def in_force(at: datetime) -> RoutingRules:
    """The version by which is decided what happened then."""
    found = RoutingRules.filter(activates_at__lte=at).order_by("-activates_at")
    version = await found.first()
    if version is None:
        raise NoRulesInForce
    return version


async def _refuse_unknown(content: Rules) -> None:
    """Which of many ids is unknown, the caller sees from those that are there."""
    dealer_ids, venue_ids = content.dealer_ids(), content.venue_ids()
    if await Dealer.filter(id__in=list(dealer_ids)).count() < len(dealer_ids):
        raise NotFound("rules")
    if await Venue.filter(id__in=list(venue_ids)).count() < len(venue_ids):
        raise NotFound("rules")
