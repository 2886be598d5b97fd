"""Signing in by a one-time code, and out."""

from typing import cast

import strawberry

from models import sessions, sign_in
from models.access import members, own_sessions
from models.access.viewer import recognise
from models.noun import Noun
from models.referrals import claiming
from resolvers import calls
from schema.context import Info
from schema.loaders import Loaders
from schema.members import Viewer
from schema.sign_in import (
    SessionRevokeInput,
    SessionRevokePayload,
    SignInCompleteInput,
    SignInCompletePayload,
    SignInStartInput,
    SignInStartPayload,
)


@strawberry.type
class SignInMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Send a one-time code to an address.")
    async def sign_in_start(self, info: Info, input: SignInStartInput) -> SignInStartPayload:
        outcome = await calls.once(info, input, lambda: sign_in.start(input.email, input.locale))
        sent = await sign_in.sent(outcome.id) if outcome.id else None
        return SignInStartPayload(
            expires_at=sent.expires_at if sent else None, user_errors=calls.errors(info, outcome)
        )

    @strawberry.mutation(description="Exchange a code for a session token.")
    async def sign_in_complete(
        self, info: Info, input: SignInCompleteInput
    ) -> SignInCompletePayload:
        opened: list[sessions.Session] = []

        async def verb() -> Noun:
            story_code = info.context.house.story_code
            opened.append(await sign_in.complete(input.email, input.code, story_code))
            if input.referral:
                window = info.context.house.referral_terms.window
                friend_id = opened[0].member_id
                await claiming.claim_if_good(friend_id, input.referral, window=window)
            return opened[0]

        await sign_in.count_try(input.email)
        outcome = await calls.once_secret(info, input, verb)
        if outcome.refusal or not opened:
            return SignInCompletePayload(
                token=None, viewer=None, user_errors=calls.errors(info, outcome)
            )
        await _enter(info, opened[0])
        return SignInCompletePayload(
            token=opened[0].token,
            viewer=cast(Viewer | None, await members.see(info.context.viewer, opened[0].member_id)),
            user_errors=[],
        )

    @strawberry.mutation(description="Sign out: end the session that asks.")
    async def session_revoke(self, info: Info, input: SessionRevokeInput) -> SessionRevokePayload:
        async def verb() -> Noun:
            return await (await own_sessions.to_revoke(info.context.viewer)).revoke()

        outcome = await calls.once(info, input, verb)
        session = await calls.reread(info, outcome, own_sessions.see)
        return SessionRevokePayload(
            revoked_at=session.revoked_at if session else None,
            user_errors=calls.errors(info, outcome),
        )


async def _enter(info: Info, session: sessions.Session) -> None:
    """From here on it is the new member who asks: what `viewer` shows is theirs to see."""
    context = info.context
    entered = await recognise(session.token, context.viewer.address)
    if entered is not None:
        context.viewer, context.load = entered, Loaders(entered)
