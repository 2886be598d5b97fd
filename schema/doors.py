"""The door of an event as the API has it: its rules, and the feed that tablets follow."""

from base64 import b64encode
from typing import Self

import strawberry

from engine.fields import instances
from models import doors
from models.doors import NameShown, Reentry
from schema.enums import described
from schema.errors import UserError
from venues.carried import Changes

described(
    Reentry,
    "Whether somebody who was admitted may come in once more.",
    AFTER_EXIT="Once they were scanned going out.",
    NEVER="Not at all.",
)
described(
    NameShown,
    "How much of a person's name the tablets carry.",
    FULL="All of it.",
    INITIAL="The first character of each part, as `王*` or `A* S*`.",
    NONE="Nothing.",
)


@strawberry.type(description="By which rules people pass the gates of an event.")
class DoorRules:
    """Rows: models.doors.Door."""

    opens_minutes: int | None = strawberry.field(
        description="So long before the event starts people are let in; null is without limit."
    )
    closes_minutes: int | None = strawberry.field(
        description="So long after the event ends people are let in; null is without limit."
    )
    reentry: Reentry = strawberry.field(description="Whether one may come in once more.")
    is_daily: bool = strawberry.field(description="Whether each day admits anew.")
    is_per_hall: bool = strawberry.field(description="Whether each hall admits for itself.")
    has_walk_ins: bool = strawberry.field(
        description="Whether people without a registration are let in."
    )
    name_shown: NameShown = strawberry.field(description="How much of names the tablets carry.")
    manifest_hours: int = strawberry.field(
        description="How long a tablet may go on with what it last loaded."
    )
    grace_minutes: int = strawberry.field(
        description="How much longer it may, while it tells its staff."
    )

    is_type_of = staticmethod(instances(doors.Door))


@strawberry.input(description="Change the rules of an event's door; what is left out stays.")
class DoorRulesSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    event: strawberry.ID = strawberry.field(description="The event.")
    opens_minutes: int | None = strawberry.field(
        default=strawberry.UNSET, description="0 to 10,080; null for no limit."
    )
    closes_minutes: int | None = strawberry.field(
        default=strawberry.UNSET, description="0 to 10,080; null for no limit."
    )
    reentry: Reentry | None = strawberry.field(
        default=None, description="Whether one may come in once more."
    )
    is_daily: bool | None = strawberry.field(
        default=None, description="Whether each day admits anew."
    )
    is_per_hall: bool | None = strawberry.field(
        default=None, description="Whether each hall admits for itself."
    )
    has_walk_ins: bool | None = strawberry.field(
        default=None, description="Whether people without a registration are let in."
    )
    name_shown: NameShown | None = strawberry.field(
        default=None, description="How much of names the tablets carry."
    )
    manifest_hours: int | None = strawberry.field(default=None, description="1 to 336.")
    grace_minutes: int | None = strawberry.field(default=None, description="0 to 10,080.")


@strawberry.type(description="What came of `doorRulesSet`.")
class DoorRulesSetPayload:
    door_rules: DoorRules | None = strawberry.field(description="The rules as they are now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What happened at a door, for a tablet that carries its manifest.")
class DoorFeed:
    """Rows: venues.carried.Changes."""

    seq: float = strawberry.field(description="Give it as `after` to go on behind this.")
    changes: str = strawberry.field(
        description="A CBOR sequence as docs/tablets.md tells it, in base64."
    )
    live: bool = strawberry.field(description="Whether nothing more is known at this moment.")

    @classmethod
    def of(cls, changes: Changes) -> Self:
        """The event that tells of a stretch."""
        return cls(
            seq=changes.end, changes=b64encode(changes.content).decode(), live=changes.is_live
        )
