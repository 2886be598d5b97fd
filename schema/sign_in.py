"""Signing in and out, as the API has it."""

from datetime import datetime

import strawberry

from schema.errors import UserError
from schema.members import Viewer


@strawberry.input(description="Ask for a one-time code by e-mail.")
class SignInStartInput:
    """The address, and the language of the letter."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    email: str = strawberry.field(description="The address; known or not makes no difference.")
    locale: str = strawberry.field(default="en", description="`en` or `zh`.")


@strawberry.type(description="What came of `signInStart`; it never tells whether you are known.")
class SignInStartPayload:
    """When the code runs out, or why none was sent."""

    expires_at: datetime | None = strawberry.field(description="Until when the code is good.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Exchange the code for a session.")
class SignInCompleteInput:
    """The address that the code was sent to, and the code."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    email: str = strawberry.field(description="The address.")
    code: str = strawberry.field(description="The six digits from the letter.")
    referral: str = strawberry.field(
        default="",
        description="The referral code of who brought a new member; one that is not good is"
        " passed over. See `referralClaim`.",
    )


@strawberry.type(description="What came of `signInComplete`.")
class SignInCompletePayload:
    """The token is told once; a replay of the call is refused as ALREADY_USED."""

    token: str | None = strawberry.field(description="Send it as `Authorization: Bearer …`.")
    viewer: Viewer | None = strawberry.field(description="Who is signed in now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="End the session of this token.")
class SessionRevokeInput:
    """Nothing but the key."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")


@strawberry.type(description="What came of `sessionRevoke`.")
class SessionRevokePayload:
    """From now on the token opens nothing."""

    revoked_at: datetime | None = strawberry.field(description="Since when the session is over.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
