"""Events as the API shows them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

import strawberry

from engine.fields import ahead, instances
from models import events
from models.access import edges as venue_edges
from models.calendar import calendar_of
from models.conflict_lists import ConflictState
from models.events import EventState, WaitlistMode
from models.excerpts import Excerpt
from models.programme import EventRow
from models.registrations import RegistrationState
from models.rows import NO_EDGES, Step
from schema.communities import Community
from schema.conflicts import Conflict
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.consents import ConsentText
from schema.context import Context, Info
from schema.dealers import Dealer
from schema.door_views import DoorView
from schema.doors import DoorRules
from schema.edges import asked_for, edge, follow, needs
from schema.enums import described
from schema.halls import Hall
from schema.invites import EventInvite
from schema.members import Member
from schema.nodes import Node, node_id
from schema.series import Series
from schema.venues import Venue

if TYPE_CHECKING:
    from schema.check_ins import CheckIn
    from schema.registrations import Registration
    from schema.venue_edges import Edge

described(
    EventState,
    "How far an event has come.",
    DRAFT="Being prepared; only its host, the venue's staff and operators see it.",
    PUBLISHED="Everyone sees it and may register.",
    IN_PROGRESS="Its doors are open; there may still be seats.",
    ENDED="It is over.",
    CANCELLED="It does not take place.",
)
described(
    WaitlistMode,
    "What happens when seats come free: the line is served strictly in order, and a party that does"
    " not fit into the free seats holds up those behind it.",
    PROMOTE="The first in line has the seats at once.",
    OFFER="The first in line is offered them for a time, at the longest until the event starts;"
    " from then on it is as PROMOTE.",
)
described(
    RegistrationState,
    "How a registration stands.",
    CONFIRMED="The seats are theirs, with a pass for each.",
    WAITING="Waiting in line.",
    OFFERED="Offered seats, which are held until `offeredUntil`; see `registrationAccept`.",
    EXPIRED="The offer ran out; one may register anew, at the end of the line.",
    CANCELLED="Given up, taken back, or gone with the event; one may register anew.",
)


_VENUE = Step("venue", "venue_id")
_STATES = {None: None, False: ConflictState.OPEN, True: ConflictState.SETTLED}


def _calendar(row: Any, _context: Context) -> str:
    return calendar_of(row, row.beside[_VENUE])


@strawberry.type(description="One occurrence, in a hall or in the whole of a venue.")
class Event(Node):
    """Rows: models.events.Event, models.programme.EventRow."""

    id: strawberry.ID = node_id("Event")
    venue_id: strawberry.Private[UUID]
    hall_id: strawberry.Private[UUID | None]
    series_id: strawberry.Private[UUID | None]
    community_id: strawberry.Private[UUID | None]
    host_id: strawberry.Private[UUID | None]
    title: str = strawberry.field(description="What it is called.")
    description: str = strawberry.field(description="What one may expect; may be empty.")
    state: EventState = strawberry.field(description="How far it has come.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    setup_minutes: int = strawberry.field(
        description="How long its hall is kept before it starts and after it ends."
    )
    capacity: int = strawberry.field(description="How many seats there are.")
    seats_taken: int = strawberry.field(description="How many are confirmed or on offer.")
    seats_waiting: int = strawberry.field(description="How many are wished for in the line.")
    seat_limit: int = strawberry.field(description="How many seats one registration may have.")
    waitlist_mode: WaitlistMode = strawberry.field(description="What happens to free seats.")
    offer_minutes: int = strawberry.field(description="How long an offer stands.")
    cancelled_reason: str = strawberry.field(description="Why it was cancelled, if it was.")
    version: int = strawberry.field(description="Goes up with every change of the event itself.")

    is_type_of = staticmethod(instances(events.Event, EventRow))

    venue: Venue = edge("venue", "venue_id", "Where it takes place.")

    hall: Hall | None = edge("hall", "hall_id", "In which hall; null for the whole venue.")

    series: Series | None = edge("series", "series_id", "The series that it belongs to, if any.")

    community: Community | None = edge(
        "community",
        "community_id",
        "The community that it is for, if any and if you may know of it.",
    )

    host: Member | None = edge(
        "member", "host_id", "The member who invites, if any; for whoever is signed in."
    )

    dealers: list[Dealer] = edge(
        "dealers_at", "id", "The dealers that take part, by name; consent is asked for them."
    )

    door_rules: DoorRules | None = edge(
        "door_at", "id", "How its door is run; null but for the venue's staff and operators."
    )

    @strawberry.field(description="The words with which consent to a dealer is asked.")
    async def consent_texts(
        self,
        info: Info,
        language: Annotated[
            str | None, strawberry.argument(description="`en` or `zh`; null is the viewer's.")
        ] = None,
    ) -> list[ConsentText]:
        return cast(list[ConsentText], await info.context.load.consent_texts.load(language))

    viewer_registration: (
        Annotated["Registration", strawberry.lazy("schema.registrations")] | None
    ) = edge(
        "own_registration_at",
        "id",
        "The viewer's own registration, the last one if there were more.",
    )

    viewer_invite: EventInvite | None = edge(
        "own_invite_to",
        "id",
        "By what the viewer invites people; null without a referral code, see `referralCodeRenew`.",
    )

    @strawberry.field(
        description="Who registered, in their order; null but for the venue's staff and operators."
    )
    async def registrations(
        self,
        info: Info,
        *,
        state: Annotated[
            RegistrationState | None, strawberry.argument(description="Only those that stand so.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Registration", strawberry.lazy("schema.registrations")]] | None:
        asked = Excerpt(cast(UUID, self.id), window(first, after, last, before), state)
        inside = asked_for(info, "edges", "node")
        page = await info.context.load.registrations_at.load(asked, inside)
        return connection(page) if page else None

    @strawberry.field(
        description="Who came, in the order of coming; null but for venue staff and operators."
    )
    async def check_ins(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["CheckIn", strawberry.lazy("schema.check_ins")]] | None:
        asked = Excerpt(cast(UUID, self.id), window(first, after, last, before))
        inside = asked_for(info, "edges", "node")
        page = await info.context.load.check_ins_at.load(asked, inside)
        return connection(page, by=lambda check_in: cast(datetime, check_in.at)) if page else None

    @strawberry.field(
        description="What went wrong at its door, the newest first; null but for the venue's staff"
        " and operators."
    )
    async def conflicts(
        self,
        info: Info,
        *,
        settled: Annotated[
            bool | None, strawberry.argument(description="Only those that are, or that are not.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Conflict] | None:
        state = _STATES[settled]
        asked = Excerpt(cast(UUID, self.id), window(first, after, last, before), state)
        page = await info.context.load.conflicts_at.load(asked, NO_EDGES)
        return connection(page) if page else None

    door: DoorView | None = edge(
        "door_view",
        "id",
        "Its door as it stands now; null but for the venue's staff and operators. To follow it, see"
        " `Subscription.eventDoor`.",
    )

    @strawberry.field(
        description="The edges that were ever paired for it, newest first; null but for venue staff"
        " and operators."
    )
    async def edges(
        self, info: Info
    ) -> list[Annotated["Edge", strawberry.lazy("schema.venue_edges")]] | None:
        viewer, event_id = info.context.viewer, cast(UUID, self.id)
        found = await venue_edges.of_event(viewer, event_id, self.venue_id)
        return cast(list["Edge"] | None, found)

    @strawberry.field(
        description="The event as an iCalendar file (RFC 5545), text/calendar.",
        metadata={**ahead(_calendar), **needs({_VENUE: NO_EDGES})},
    )
    async def calendar(self, info: Info) -> str:
        return calendar_of(cast(events.Event, self), await follow(self, _VENUE, info))
