"""A lead's timeline as its dealer's staff have it: what was done, and what is to be done."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models import lead_activities, lead_timelines
from models.lead_activities import ActivityKind
from models.lead_lists import LeadActivityRow, LeadTaskRow
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id

described(
    ActivityKind,
    "What was done about a lead.",
    CALL="A call.",
    MESSAGE="A message, as by SMS or WeChat.",
    EMAIL="An e-mail.",
    MEETING="They met.",
    NOTE="Nothing was done: somebody writes down what they know.",
)


@strawberry.type(description="What somebody of the dealer did about a lead; never edited.")
class LeadActivity:
    """Rows: models.lead_activities.LeadActivity, models.lead_lists.LeadActivityRow."""

    id: strawberry.Private[UUID]
    actor_id: strawberry.Private[UUID]
    kind: ActivityKind = strawberry.field(description="What was done.")
    has_reached: bool = strawberry.field(description="Whether the person was spoken with.")
    text: str = strawberry.field(description="As its author wrote it; may be empty.")
    at: datetime = strawberry.field(description="When it was written down.")

    is_type_of = staticmethod(instances(lead_activities.LeadActivity, LeadActivityRow))

    actor: Member | None = edge("member", "actor_id", "Who; null when their account is closed.")

    mentions: list[Member] = edge(
        "mentioned_in", "id", "The colleagues whom it names, who were told of it.", otherwise=()
    )


@strawberry.type(description="Something that is to be done about a lead.")
class LeadTask(Node):
    """Rows: models.lead_timelines.LeadTask, models.lead_lists.LeadTaskRow."""

    id: strawberry.ID = node_id("LeadTask")
    assignee_id: strawberry.Private[UUID]
    title: str = strawberry.field(description="What is to be done.")
    due_at: datetime = strawberry.field(description="Until when.")
    created_at: datetime = strawberry.field(description="When it was set.")
    done_at: datetime | None = strawberry.field(description="When it was done; null until then.")

    is_type_of = staticmethod(instances(lead_timelines.LeadTask, LeadTaskRow))

    assignee: Member | None = edge(
        "member", "assignee_id", "Who is to do it; null when their account is closed."
    )


@strawberry.input(description="Write down what was done about a lead.")
class LeadActivityCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")
    kind: ActivityKind = strawberry.field(description="What was done.")
    has_reached: bool = strawberry.field(
        default=False, description="Whether the person was spoken with."
    )
    text: str = strawberry.field(
        default="", description="At most 5000 characters; needed for a NOTE."
    )
    mentions: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Colleagues who are to be told, at most 20."
    )


@strawberry.input(description="Set somebody of the dealer's staff a task.")
class LeadTaskCreateInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    lead: strawberry.ID = strawberry.field(description="The lead.")
    title: str = strawberry.field(description="1 to 200 characters.")
    due_at: datetime = strawberry.field(description="Until when.")
    assignee: strawberry.ID = strawberry.field(description="Who is to do it.")


@strawberry.input(description="Say that a task is done.")
class LeadTaskFinishInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    task: strawberry.ID = strawberry.field(description="The task.")


@strawberry.type(description="What came of `leadTaskCreate`.")
class LeadTaskCreatePayload:
    task: LeadTask | None = strawberry.field(description="The new task.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `leadTaskFinish`.")
class LeadTaskFinishPayload:
    task: LeadTask | None = strawberry.field(description="The task as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
