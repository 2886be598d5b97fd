"""Dealers as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import ahead, instances
from models import dealers
from models.access import appointments, lead_exports
from models.directory import DealerRow
from models.rows import NO_EDGES, Step
from schema.appointment_kinds import AppointmentKind, AppointmentState
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import edge, follow, looks_away, needs
from schema.errors import UserError
from schema.feed_cursors import cursor
from schema.lead_questions import LeadQuestion
from schema.nodes import Node, node_id
from schema.rosters import RosterEntry
from schema.silent_leads import Silence
from schema.venues import OpeningHours, OpeningHoursInput, Position, PositionInput

if TYPE_CHECKING:
    from schema.appointments import Appointment, AppointmentOffer, AppointmentSlot
    from schema.consents import ConsentText
    from schema.lead_exports import LeadExport
    from schema.members import Member
    from schema.web_forms import WebForm
    from schema.webhook_endpoints import WebhookEndpoint

_WATERMARK = Step("lead_feed_watermark", "id")


def _watermark(dealer_id: UUID, seq: int | None) -> str | None:
    return None if seq is None else cursor(dealer_id, seq)


@strawberry.type(description="A dealership that leads are given to.")
class Dealer(Node):
    """Rows: models.dealers.Dealer, models.directory.DealerRow."""

    id: strawberry.ID = node_id("Dealer")
    name: str = strawberry.field(description="Unique among all dealers.")
    city: str = strawberry.field(description="In which city; empty where nobody has said.")
    address: str = strawberry.field(description="Where it is; empty where nobody has said.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    zone: str = strawberry.field(description="IANA time zone in which its days are counted.")

    position: Position | None = strawberry.field(description="Where it is on earth, if known.")
    hours: list[OpeningHours] = strawberry.field(
        name="openingHours",
        description="When it is open, in its zone; empty where nobody has said, and then always.",
    )
    acknowledge_minutes: int = strawberry.field(
        description="How many minutes of opening hours it has to acknowledge a lead."
    )
    lead_window_days: int = strawberry.field(
        description="For how many days who comes again is the same lead."
    )

    is_type_of = staticmethod(instances(dealers.Dealer, DealerRow))

    lead_questions: list[LeadQuestion] | None = edge(
        "questions_of_dealer",
        "id",
        "What visitors are asked at its stand now, in that order; null but for its staff and"
        " operators.",
    )

    roster: list[RosterEntry] | None = edge(
        "roster_of_dealer",
        "id",
        "Whom its leads are shared out to; null but for those who work there and operators.",
    )

    silence: Silence | None = edge(
        "silence_of_dealer",
        "id",
        "What it has left unanswered for too long; null but for those who work there and"
        " operators.",
    )

    appointment_offers: list[
        Annotated["AppointmentOffer", strawberry.lazy("schema.appointments")]
    ] = edge("appointment_offers", "id", "When it can be visited, by kind.", otherwise=())

    @strawberry.field(description="The words with which consent to it is asked.")
    async def consent_texts(
        self,
        info: Info,
        language: Annotated[
            str | None, strawberry.argument(description="`en` or `zh`; null is the viewer's.")
        ] = None,
    ) -> list[Annotated["ConsentText", strawberry.lazy("schema.consents")]]:
        return cast("list[ConsentText]", await info.context.load.consent_texts.load(language))

    @strawberry.field(
        description="When it can be visited in a span of at most 31 days, full slots included."
    )
    async def slots(
        self,
        info: Info,
        kind: Annotated[AppointmentKind, strawberry.argument(description="What for.")],
        since: Annotated[
            datetime, strawberry.argument(name="from", description="The earliest start.")
        ],
        until: Annotated[
            datetime, strawberry.argument(name="to", description="Slots start before then.")
        ],
    ) -> list[Annotated["AppointmentSlot", strawberry.lazy("schema.appointments")]]:
        viewer, dealer_id = info.context.viewer, cast(UUID, self.id)
        found = await appointments.slots(viewer, dealer_id, kind, since, until)
        return cast("list[AppointmentSlot]", found)

    @strawberry.field(description="Who comes to it, the earliest first; null but for its staff.")
    async def appointments(
        self,
        info: Info,
        state: Annotated[
            AppointmentState | None, strawberry.argument(description="Only those in this state.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Appointment", strawberry.lazy("schema.appointments")]] | None:
        asked = window(first, after, last, before)
        viewer, dealer_id = info.context.viewer, cast(UUID, self.id)
        page = await appointments.page_of_dealer(viewer, dealer_id, asked, state)
        return connection(page, by=lambda row: row.starts_at) if page else None

    @strawberry.field(
        description="The files that were made of its leads, the newest first, those that are not"
        " kept any more too; null but for its staff."
    )
    async def lead_exports(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["LeadExport", strawberry.lazy("schema.lead_exports")]] | None:
        asked = window(first, after, last, before)
        viewer, dealer_id = info.context.viewer, cast(UUID, self.id)
        page = await lead_exports.page_of_dealer(viewer, dealer_id, asked)
        return connection(page) if page else None

    adf_address: str | None = edge(
        "adf_address_of_dealer",
        "id",
        "Where its own system takes its leads as ADF by e-mail; null where nowhere, and but for its"
        " staff.",
    )

    webhook_endpoints: (
        list[Annotated["WebhookEndpoint", strawberry.lazy("schema.webhook_endpoints")]] | None
    ) = edge(
        "webhook_endpoints_of",
        "id",
        "Where its own software hears of its leads; null but for its staff and operators.",
    )

    fallback: Annotated["Member", strawberry.lazy("schema.members")] | None = edge(
        "fallback_of_dealer",
        "id",
        "Who is told of its leads while its software is dead; null for nobody, and but for its"
        " staff and operators.",
    )

    @strawberry.field(
        description="Up to where its own systems have its feed, as `leadFeedAcknowledge` says: go"
        " on from there as `after`. Null until it was said, and but for its staff.",
        metadata={
            **ahead(lambda row, _: _watermark(row.id, row.beside[_WATERMARK])),
            **needs({_WATERMARK: NO_EDGES}),
            **looks_away(),
        },
    )
    async def lead_feed_watermark(self, info: Info) -> str | None:
        return _watermark(cast(UUID, self.id), await follow(self, _WATERMARK, info))

    web_forms: list[Annotated["WebForm", strawberry.lazy("schema.web_forms")]] | None = edge(
        "web_forms_of_dealer",
        "id",
        "The forms of its pages, the first first; null but for its staff and operators.",
    )


@strawberry.input(description="Take on a dealer; for operators.")
class DealerCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str = strawberry.field(description="1 to 120 characters, unique among all dealers.")
    zone: str = strawberry.field(description="An IANA time zone, as Asia/Shanghai.")
    city: str = strawberry.field(default="", description="At most 80 characters.")
    address: str = strawberry.field(default="", description="At most 300 characters.")
    phone: str = strawberry.field(default="", description="With + and country code.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )
    opening_hours: list[OpeningHoursInput] = strawberry.field(
        default_factory=list, description="When it is open, in its zone; none is always."
    )
    acknowledge_minutes: int = strawberry.field(
        default=30, description="To acknowledge a lead in, of its opening hours; 1 to 1440."
    )
    lead_window_days: int = strawberry.field(
        default=90, description="For how long who comes again is the same lead; 1 to 730."
    )


@strawberry.input(description="Change a dealer, for operators; what is left out or null stays.")
class DealerUpdateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    name: str | None = strawberry.field(default=None, description="1 to 120 characters.")
    zone: str | None = strawberry.field(default=None, description="An IANA time zone.")
    city: str | None = strawberry.field(default=None, description="At most 80 characters.")
    address: str | None = strawberry.field(default=None, description="At most 300 characters.")
    phone: str | None = strawberry.field(default=None, description="With + and country code.")
    position: PositionInput | None = strawberry.field(
        default=None, description="Where it is on earth."
    )
    opening_hours: list[OpeningHoursInput] | None = strawberry.field(
        default=None, description="When it is open; replaces all that was said before."
    )
    acknowledge_minutes: int | None = strawberry.field(default=None, description="1 to 1440.")
    lead_window_days: int | None = strawberry.field(default=None, description="1 to 730.")


@strawberry.type(description="What came of `dealerCreate`.")
class DealerCreatePayload:
    dealer: Dealer | None = strawberry.field(description="The new dealer.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `dealerUpdate`.")
class DealerUpdatePayload:
    dealer: Dealer | None = strawberry.field(description="The dealer as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
