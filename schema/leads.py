"""Leads as a dealer's staff have them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from models import contacts, lead_clocks, lead_merging, leads, touches
from models.directory import ContactRow
from models.lead_clocks import EscalationStep
from models.lead_lists import (
    LeadEscalationRow,
    LeadMergeRow,
    LeadMoveRow,
    LeadRow,
    LeadTouchRow,
)
from models.leads import LeadState
from models.touches import LeadSource
from schema.consents import ConsentReceipt
from schema.dealers import Dealer
from schema.edges import edge, looks_away
from schema.enums import described
from schema.errors import UserError
from schema.events import Event
from schema.lead_questions import LeadAnswer
from schema.lead_timelines import LeadActivity, LeadTask
from schema.members import Member
from schema.nodes import Node, encode, node_id
from schema.routing.decisions import LeadRouting

described(
    LeadState,
    "How far a lead has come.",
    NEW="Nobody has looked at it yet.",
    ACKNOWLEDGED="Somebody of the dealer's staff takes care of it.",
    CONTACTED="The dealer has spoken or written with the person.",
    TEST_DRIVE="A test drive has been made or agreed.",
    OFFER="The person has an offer.",
    WON="The person has bought.",
    LOST="It came to nothing; `lostReason` says why.",
    RECYCLED="Another dealer has it now.",
)


described(
    LeadSource,
    "By which way a person came to a dealer.",
    CHECK_IN="They came to an event, and had agreed when they registered.",
    STAND="They agreed at the dealer's stand.",
    REFERRAL="A member brought them.",
    STORE_BOOKING="They booked a visit to the store.",
    TEST_DRIVE_BOOKING="They booked a test drive.",
    LIVESTREAM="They gave the code of a livestream.",
    WEB_FORM="They filled in a form on the dealer's page.",
    HANDOVER="They are of a community, and agreed to its handover.",
    IMPORT="The dealer brought them from another system.",
    RECYCLED="Another dealer had them before.",
)


@strawberry.type(description="A person as a dealer may know them, with their consent.")
class LeadContact:
    """Rows: models.contacts.Contact, models.directory.ContactRow."""

    name: str = strawberry.field(description="The name that the person gave.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    email: str = strawberry.field(description="E-mail address; empty where none is given.")
    locale: str = strawberry.field(description="`en` or `zh`: the language to speak with them.")

    is_type_of = staticmethod(instances(contacts.Contact, ContactRow))


@strawberry.type(description="One step of a lead; never edited.")
class LeadMove:
    """Rows: models.leads.LeadMove, models.lead_lists.LeadMoveRow."""

    actor_id: strawberry.Private[UUID]
    from_state: LeadState = strawberry.field(description="Where the lead stood before.")
    to_state: LeadState = strawberry.field(description="Where it stood from then on.")
    note: str = strawberry.field(description="Why, as its mover wrote; may be empty.")
    at: datetime = strawberry.field(description="When it was moved.")

    is_type_of = staticmethod(instances(leads.LeadMove, LeadMoveRow))

    actor: Member | None = edge(
        "member", "actor_id", "Who moved it; null when their account is closed."
    )


@strawberry.type(description="One occasion on which the person came; never edited.")
class LeadTouch:
    """Rows: models.touches.Touch, models.lead_lists.LeadTouchRow."""

    event_id: strawberry.Private[UUID | None]
    source: LeadSource = strawberry.field(description="By which way.")
    medium: str = strawberry.field(description="Through what, as `qr`; empty where not known.")
    campaign: str = strawberry.field(description="Of which campaign; empty where not known.")
    content: str = strawberry.field(description="By which piece of it; empty where not known.")
    model: str = strawberry.field(description="Which car they asked about; empty for none.")
    at: datetime = strawberry.field(description="When.")

    is_type_of = staticmethod(instances(touches.Touch, LeadTouchRow))

    event: Event | None = edge("event", "event_id", "The event that they came to, if it was one.")


@strawberry.type(description="That a lead became part of another.")
class LeadMerge(Node):
    """Rows: models.lead_merging.LeadMerge, models.lead_lists.LeadMergeRow."""

    id: strawberry.ID = node_id("LeadMerge")
    merged_at: datetime = strawberry.field(description="When.")
    parted_at: datetime | None = strawberry.field(
        description="When they were parted again; null unless they were."
    )

    is_type_of = staticmethod(instances(lead_merging.LeadMerge, LeadMergeRow))


@strawberry.type(description="That a lead stayed silent, and somebody was told.")
class LeadEscalation:
    """Rows: models.lead_clocks.LeadEscalation, models.lead_lists.LeadEscalationRow."""

    step: EscalationStep = strawberry.field(description="Who was told.")
    at: datetime = strawberry.field(description="When.")

    is_type_of = staticmethod(instances(lead_clocks.LeadEscalation, LeadEscalationRow))


@strawberry.type(description="A person who agreed that a dealer may contact them.")
class Lead(Node):
    """Rows: models.leads.Lead, models.lead_lists.LeadRow."""

    id: strawberry.ID = node_id("Lead")
    dealer_id: strawberry.Private[UUID]
    event_id: strawberry.Private[UUID | None]
    state: LeadState = strawberry.field(description="How far it has come.")
    lost_reason: str = strawberry.field(description="Why it was lost; empty unless it was.")
    source: LeadSource = strawberry.field(description="By which way the person came first.")
    model: str = strawberry.field(
        description="The car that they asked about last; empty where not known."
    )
    assignee_id: strawberry.Private[UUID | None]
    captured_at: datetime = strawberry.field(description="When the lead was made.")
    touched_at: datetime = strawberry.field(description="When the person last came, by any way.")
    acknowledge_until: datetime | None = strawberry.field(
        description="Until when it wants to be acknowledged, counted in the dealer's opening hours."
    )
    acknowledged_at: datetime | None = strawberry.field(
        description="When it was first taken from NEW; null until then."
    )
    contacted_at: datetime | None = strawberry.field(
        description="When the dealer first spoke or wrote with the person; null until then."
    )
    delivered_at: datetime | None = strawberry.field(
        description="When the dealer said that the person has the car, see `leadDeliver`; null"
        " until then."
    )

    is_type_of = staticmethod(instances(leads.Lead, LeadRow))

    @strawberry.field(
        description="Where it lies on this server as ADF 1.0, for whoever may see it: sent for with"
        " the same credential.",
        metadata={**pure(), **looks_away()},
    )
    def adf_url(root: strawberry.Parent[Any]) -> str:  # noqa: N805 - the row, whose id is a UUID
        return f"/leads/{encode('Lead', root.id)}.adf"

    dealer: Dealer = edge("dealer", "dealer_id", "Whose lead it is.")

    contact: LeadContact | None = edge(
        "lead_contact", "id", "Whom to contact; null once consent was taken back."
    )

    event: Event | None = edge("event", "event_id", "The event that the person came to first.")

    assignee: Member | None = edge(
        "member", "assignee_id", "Who of the dealer's staff takes care of it; null for nobody yet."
    )

    routing: LeadRouting | None = edge(
        "routing_of_lead", "id", "Who at the dealer has it, and why; null where it was not routed."
    )

    consent_receipt: ConsentReceipt | None = edge(
        "consent_receipt_of_lead", "id", "What proves that the person agreed; null until sealed."
    )

    moves: list[LeadMove] = edge(
        "lead_moves", "id", "What happened to it so far, the first step first.", otherwise=()
    )

    answers: list[LeadAnswer] = edge(
        "answers_of_lead",
        "id",
        "What they answered to the dealer's questions, the earliest first.",
        otherwise=(),
    )

    touches: list[LeadTouch] = edge(
        "lead_touches", "id", "Each time that the person came, the earliest first.", otherwise=()
    )

    activities: list[LeadActivity] = edge(
        "lead_activities", "id", "What was done about it, the first first.", otherwise=()
    )

    tasks: list[LeadTask] = edge(
        "lead_tasks", "id", "What was and is to be done about it, in order of making.", otherwise=()
    )

    merges: list[LeadMerge] = edge(
        "lead_merges", "id", "The leads that became part of it, the first first.", otherwise=()
    )

    escalations: list[LeadEscalation] = edge(
        "lead_escalations", "id", "Who was told that it stayed silent, and when.", otherwise=()
    )


@strawberry.input(description="Take a lead to its next state.")
class LeadMoveInput:
    """NEW, ACKNOWLEDGED, CONTACTED, TEST_DRIVE, OFFER, then WON; or LOST from any of them."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")
    to: LeadState = strawberry.field(description="The state that it takes.")
    reason: str = strawberry.field(
        default="", description="At most 500 characters; needed for LOST, else a note."
    )


@strawberry.type(description="What came of `leadMove`.")
class LeadMovePayload:
    """The lead as it stands now, or why not."""

    lead: Lead | None = strawberry.field(description="The lead as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
