"""A door: by which rules people pass the gates of one event, and where its feed stands."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import audit, clock, doorbell, texts
from models.events import Event
from models.noun import Noun

_WEEK = 7 * 24 * 60
_MOST_HOURS = 14 * 24


class Reentry(StrEnum):
    """Whether somebody who was admitted may come in once more."""

    AFTER_EXIT = "AFTER_EXIT"
    NEVER = "NEVER"


class NameShown(StrEnum):
    """How much of a person's name the tablets carry."""

    FULL = "FULL"
    INITIAL = "INITIAL"
    NONE = "NONE"


class Door(Noun):
    """One per event, an event without one goes by the defaults.

    Entry is open from `opens_minutes` before the event starts until `closes_minutes` after it ends,
    None is no such limit. With `is_daily` each local day admits anew, with `is_per_hall` each hall
    does. `walk_ins_ended_at` is when walk-ins were switched off: who walked in before came rightly,
    however late that is told. A manifest is good for `manifest_hours`, and a tablet offline goes on
    with it for `grace_minutes` more. `seq` is the last number that was given in its feed, `floor`
    the last one that was forgotten.
    """

    event: fields.OneToOneRelation[Event] = fields.OneToOneField("models.Event")
    event_id: UUID
    opens_minutes = fields.IntField(null=True)
    closes_minutes = fields.IntField(null=True)
    reentry = fields.CharEnumField(Reentry, max_length=12, default=Reentry.AFTER_EXIT)
    is_daily = fields.BooleanField(default=False)
    is_per_hall = fields.BooleanField(default=False)
    has_walk_ins = fields.BooleanField(default=True)
    walk_ins_ended_at = fields.DatetimeField(null=True)
    name_shown = fields.CharEnumField(NameShown, max_length=8, default=NameShown.FULL)
    manifest_hours = fields.IntField(default=24)
    grace_minutes = fields.IntField(default=240)
    seq = fields.BigIntField(default=0)
    floor = fields.BigIntField(default=0)

    class Meta:
        table = "doors"

    def opens_at(self, event: Event) -> datetime | None:
        """From when people are let in; None is without limit."""
        if self.opens_minutes is None:
            return None
        return event.starts_at - timedelta(minutes=self.opens_minutes)

    def closes_at(self, event: Event) -> datetime | None:
        """Until just before when people are let in; None is without limit."""
        if self.closes_minutes is None:
            return None
        return event.ends_at + timedelta(minutes=self.closes_minutes)


async def ensure(event_ids: Collection[UUID]) -> None:
    """Make the doors of these events, by the defaults, where there are none yet."""
    doors = [Door(event_id=event_id) for event_id in event_ids]
    await Door.bulk_create(doors, ignore_conflicts=True)


async def of_event(event_id: UUID) -> Door:
    """The door of an event; one by the defaults, not stored, where nobody made it yet."""
    return (await of_events([event_id]))[event_id]


async def of_events(event_ids: Collection[UUID]) -> dict[UUID, Door]:
    """The same for several events."""
    made = {door.event_id: door for door in await Door.filter(event_id__in=list(event_ids))}
    return {event_id: made.get(event_id) or Door(event_id=event_id) for event_id in event_ids}


def rules_bell(event_id: UUID) -> str:
    """What is rung when the rules of an event's door have changed."""
    return f"door_rules:{event_id}"


async def set_rules(event: Event, said: dict[str, Any], *, by: UUID) -> Door:
    """Change the rules that are named; a limit of None is none. Tablets hear of it at once."""
    checked = {name: _checked(name, value) for name, value in said.items()}
    await ensure([event.id])
    door = await (await Door.get(event_id=event.id)).locked()
    had_walk_ins = door.has_walk_ins
    door.update_from_dict(checked)
    if door.has_walk_ins != had_walk_ins:
        door.walk_ins_ended_at = clock.now() if had_walk_ins else None
    if checked:
        await door.save(update_fields=[*checked, "walk_ins_ended_at"])
    await audit.record(by, "door.rule", event, **said)
    doorbell.ring(rules_bell(event.id))
    doorbell.ring(f"door:{event.id}")
    return door


def _checked(name: str, value: Any) -> Any:
    if value is None:
        return None
    match name:
        case "opens_minutes" | "closes_minutes" | "grace_minutes":
            return texts.within(value, _field(name), least=0, most=_WEEK)
        case "manifest_hours":
            return texts.within(value, _field(name), least=1, most=_MOST_HOURS)
    return value


def _field(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.title() for part in others)
