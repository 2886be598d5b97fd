"""Lead mail as the API has it: how somebody of a dealer's staff wants letters of its leads."""

import strawberry

from engine.fields import instances
from models import lead_mail
from models.lead_mail import DIGEST_HOUR, LeadMailMode
from schema.enums import described
from schema.errors import UserError

described(
    LeadMailMode,
    "Which letters of a dealer's new leads one gets; those of silent leads come in any case.",
    AT_ONCE="One for each lead, but in quiet hours only at their end.",
    DIGEST="One a day, with how many came by event and state; none where none came.",
    NONE="None.",
)


@strawberry.type(description="How one wants letters of a dealer's new leads.")
class LeadMail:
    """Rows: models.lead_mail.LeadMail."""

    mode: LeadMailMode = strawberry.field(description="Which letters.")
    digest_hour: int = strawberry.field(description="From which hour on, in one's own zone.")
    quiet_from: str = strawberry.field(description="HH:MM in one's own zone; empty for none.")
    quiet_until: str = strawberry.field(description="HH:MM, perhaps of the next day.")

    is_type_of = staticmethod(instances(lead_mail.LeadMail))


@strawberry.input(description="Have letters of a dealer's new leads come otherwise; for its staff.")
class LeadMailSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    mode: LeadMailMode = strawberry.field(description="Which letters.")
    digest_hour: int = strawberry.field(
        default=DIGEST_HOUR, description="0 to 23: from which hour on a digest comes."
    )
    quiet_from: str = strawberry.field(
        default="", description="From when on none comes, HH:MM in one's own zone; empty for never."
    )
    quiet_until: str = strawberry.field(
        default="", description="Until when, HH:MM, perhaps of the next day."
    )


@strawberry.type(description="What came of `leadMailSet`.")
class LeadMailSetPayload:
    lead_mail: LeadMail | None = strawberry.field(description="What is wanted from now on.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
