"""Referrals as the API shows them: codes, friends, and how far these have come."""

from datetime import datetime
from uuid import UUID

import strawberry

from engine.fields import instances
from models.referrals import codes, rows
from models.referrals.rows import ReferralFlag, ReferralStage, ReferralVerdict
from schema.context import Info
from schema.edges import edge
from schema.enums import described
from schema.errors import UserError
from schema.members import Member
from schema.nodes import Node, node_id

described(
    ReferralStage,
    "How far a friend has come.",
    REGISTERED="They made an account.",
    LEAD="They let a dealer contact them.",
    TEST_DRIVE="They came to a test drive.",
    ORDERED="They ordered a car.",
    DELIVERED="They were handed the car over.",
    LAPSED="They ordered no car within a year.",
)
described(
    ReferralFlag,
    "Why a referral is looked at before it is rewarded.",
    SAME_PERSON="Inviter and friend seem to be one person.",
    RING="The friend seems to stand at the beginning of the line that brought the inviter.",
)
described(
    ReferralVerdict,
    "What operators said of a flagged referral.",
    CLEARED="It is good, and rewarded.",
    VOIDED="It is not, and earns nothing.",
)


@strawberry.type(description="What a member hands to friends.")
class ReferralCode(Node):
    """Rows: models.referrals.codes.ReferralCode."""

    id: strawberry.ID = node_id("ReferralCode")
    code: str = strawberry.field(description="8 letters and digits that do not look alike.")
    created_at: datetime = strawberry.field(description="Since when it is good.")

    is_type_of = staticmethod(instances(codes.ReferralCode))

    @strawberry.field(description="The same as a link.")
    def link(self, info: Info) -> str:
        return info.context.house.referral_terms.link(self.code)


@strawberry.type(description="A member brought a friend; for both of them, and for operators.")
class Referral(Node):
    """Rows: models.referrals.rows.Referral."""

    id: strawberry.ID = node_id("Referral")
    inviter_id: strawberry.Private[UUID]
    invitee_id: strawberry.Private[UUID]
    claimed_at: datetime = strawberry.field(description="When the friend named the code.")
    lapses_at: datetime = strawberry.field(description="What the friend does by then counts.")
    flag: ReferralFlag | None = strawberry.field(
        description="Why it is not rewarded before operators have looked at it; null for no reason."
    )
    verdict: ReferralVerdict | None = strawberry.field(
        description="What operators said of it; null before they have."
    )

    is_type_of = staticmethod(instances(rows.Referral))

    stage: ReferralStage = edge("stage_of_referral", "id", "How far the friend has come.")

    first_name: str | None = edge(
        "first_name_of_referral",
        "id",
        "The friend's first name, for who brought them; null unless the friend agreed to it.",
    )

    inviter: Member | None = edge("referral_people", "inviter_id", "Who; null but for operators.")

    invitee: Member | None = edge(
        "referral_people", "invitee_id", "The friend; null but for operators."
    )


@strawberry.input(description="Have a new code, instead of the one before.")
class ReferralCodeRenewInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")


@strawberry.type(description="What came of `referralCodeRenew`.")
class ReferralCodeRenewPayload:
    referral_code: ReferralCode | None = strawberry.field(description="The code that is good now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Say who brought one, within 30 days of making the account.")
class ReferralClaimInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    code: str = strawberry.field(description="Their code; spaces and case do not matter.")
    shows_name: bool = strawberry.field(
        default=False, description="Whether they are shown one's first name."
    )


@strawberry.type(description="What came of `referralClaim`.")
class ReferralClaimPayload:
    referral: Referral | None = strawberry.field(description="The one referral that one came by.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Agree, as a friend who was brought, that a dealer makes contact.")
class ReferralEnquireInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="Which dealer.")
    consent_text_version: int = strawberry.field(
        description="The version of the words that were agreed to."
    )
    language: str = strawberry.field(description="The language of these words.")
    model: str = strawberry.field(
        default="", description="Which car they ask about; at most 80 characters."
    )
    decision: strawberry.ID | None = strawberry.field(
        default=None, description="What `leadRoute` proposed, where the dealer is of that."
    )


@strawberry.type(description="What came of `referralEnquire`.")
class ReferralEnquirePayload:
    referral: Referral | None = strawberry.field(description="By which one came.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Say whether a flagged referral is good; operators only.")
class ReferralReviewInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    referral: strawberry.ID = strawberry.field(description="A flagged one.")
    verdict: ReferralVerdict = strawberry.field(description="What it is.")
    reason: str = strawberry.field(description="Why, 1 to 500 characters, for the audit log.")


@strawberry.type(description="What came of `referralReview`.")
class ReferralReviewPayload:
    referral: Referral | None = strawberry.field(description="The referral as it is now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
