"""Members as the API shows them, and how a member tells about themselves."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast
from uuid import UUID

import strawberry

from engine.fields import ahead, instances, pure
from models import members
from models.access import (
    appointments,
    consents,
    grants,
    lead_mail,
    memberships,
    notifications,
    points,
    referrals,
)
from models.directory import MemberRow
from models.excerpts import Excerpt
from models.rows import NO_EDGES, Step
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.edges import asked_for, edge, follow, looks_away, needs
from schema.errors import UserError
from schema.nodes import Node, node_id, row_id
from schema.pictures import Picture
from schema.points import PointsAccount, PointsEntry

if TYPE_CHECKING:
    from schema.appointments import Appointment
    from schema.consents import Consent
    from schema.grants import Grant
    from schema.lead_mail import LeadMail
    from schema.memberships import Membership
    from schema.notifications import Notification
    from schema.referrals import Referral, ReferralCode
    from schema.registrations import Registration

_FOLLOW = Step("own_follow", "id")


@strawberry.type(description="A person with an account, as other members see them.")
class Member(Node):
    """Rows: models.members.Member, models.directory.MemberRow."""

    id: strawberry.ID = node_id("Member")
    name: str = strawberry.field(description="The name that the member goes by.")
    city: str = strawberry.field(description="Where the member lives, as they say.")
    biography: str = strawberry.field(description="What the member tells of themselves.")
    created_at: datetime = strawberry.field(description="Since when there is this account.")
    avatar_id: strawberry.Private[UUID | None]

    is_type_of = staticmethod(instances(members.Member, MemberRow))

    avatar: Picture | None = edge(
        "avatar", "avatar_id", "The picture that the member goes by, if they have one."
    )

    @strawberry.field(
        description="Whether the viewer has this member's posts in their feed.",
        metadata={
            **ahead(lambda row, _: row.beside[_FOLLOW] is not None),
            **needs({_FOLLOW: NO_EDGES}),
            **looks_away(),
        },
    )
    async def viewer_is_following(self, info: Info) -> bool:
        return await follow(self, _FOLLOW, info) is not None


@strawberry.type(description="The signed-in member, with what only they see.")
class Viewer:
    """Rows: models.members.Member."""

    email: str = strawberry.field(description="The address that codes and letters go to.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    locale: str = strawberry.field(description="`en` or `zh`: the language of letters and errors.")
    zone: str = strawberry.field(
        description="IANA time zone in which the member's days are counted."
    )
    suspended_until: datetime | None = strawberry.field(
        description="Until then the viewer may read and not write; null or past for no matter."
    )
    suspended_reason: str = strawberry.field(description="Why; empty unless suspended.")

    @strawberry.field(description="The member as others see them.", metadata=pure())
    def member(self) -> Member:
        return self  # type: ignore[return-value]  # the same row

    @strawberry.field(description="The viewer's places in communities, invitations included.")
    async def memberships(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Membership", strawberry.lazy("schema.memberships")]]:
        asked = window(first, after, last, before)
        return connection(await memberships.page_of_own(info.context.viewer, asked))

    @strawberry.field(description="What was told to the viewer, newest first.")
    async def notifications(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Notification", strawberry.lazy("schema.notifications")]]:
        asked = window(first, after, last, before)
        return connection(await notifications.page_of_own(info.context.viewer, asked))

    @strawberry.field(description="What the viewer ever registered for, newest first.")
    async def registrations(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Registration", strawberry.lazy("schema.registrations")]]:
        asked = Excerpt(info.context.viewer.as_member(), window(first, after, last, before))
        inside = asked_for(info, "edges", "node")
        return connection(await info.context.load.own_registrations.load(asked, inside))

    @strawberry.field(description="The viewer's appointments with dealers, newest first.")
    async def appointments(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Appointment", strawberry.lazy("schema.appointments")]]:
        asked = window(first, after, last, before)
        return connection(await appointments.own_page(info.context.viewer, asked))

    @strawberry.field(description="The viewer's code for friends; null before the first.")
    async def referral_code(
        self, info: Info
    ) -> Annotated["ReferralCode", strawberry.lazy("schema.referrals")] | None:
        return cast("ReferralCode | None", await referrals.own_code(info.context.viewer))

    @strawberry.field(description="Whom the viewer brought, newest first.")
    async def referrals(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Annotated["Referral", strawberry.lazy("schema.referrals")]]:
        asked = window(first, after, last, before)
        return connection(await referrals.own_page(info.context.viewer, asked))

    @strawberry.field(description="By which referral the viewer came; null for none.")
    async def referred_by(
        self, info: Info
    ) -> Annotated["Referral", strawberry.lazy("schema.referrals")] | None:
        return cast("Referral | None", await referrals.of_viewer(info.context.viewer))

    @strawberry.field(description="What the viewer has earned.")
    async def points(self, info: Info) -> PointsAccount:
        return cast(PointsAccount, await points.account(info.context.viewer))

    @strawberry.field(description="The viewer's entries in the ledger, newest first.")
    async def points_entries(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[PointsEntry]:
        asked = Excerpt(info.context.viewer.as_member(), window(first, after, last, before))
        inside = asked_for(info, "edges", "node")
        return connection(await info.context.load.own_points_entries.load(asked, inside))

    @strawberry.field(description="How many notifications the viewer has not read.")
    async def unread_notification_count(self, info: Info) -> int:
        return await notifications.count_unread(info.context.viewer)

    @strawberry.field(description="What the viewer and their guests last said to each dealer.")
    async def consents(
        self, info: Info
    ) -> list[Annotated["Consent", strawberry.lazy("schema.consents")]]:
        return cast("list[Consent]", await consents.own(info.context.viewer))

    @strawberry.field(
        description="How letters of a dealer's new leads come to the viewer; null but for its"
        " staff."
    )
    async def lead_mail(
        self,
        info: Info,
        dealer: Annotated[strawberry.ID, strawberry.argument(description="Whose leads.")],
    ) -> Annotated["LeadMail", strawberry.lazy("schema.lead_mail")] | None:
        found = await lead_mail.own(info.context.viewer, row_id(dealer, "Dealer"))
        return cast("LeadMail | None", found)

    @strawberry.field(description="The roles that the viewer holds now.")
    async def grants(
        self, info: Info
    ) -> list[Annotated["Grant", strawberry.lazy("schema.grants")]]:
        return cast("list[Grant]", await grants.own(info.context.viewer))


@strawberry.input(description="A member changes their profile; what is left out stays.")
class ProfileUpdateInput:
    """Every field is optional but the key."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    name: str | None = strawberry.field(default=None, description="1 to 80 characters.")
    phone: str | None = strawberry.field(default=None, description="With + and country code.")
    city: str | None = strawberry.field(default=None, description="At most 80 characters.")
    biography: str | None = strawberry.field(default=None, description="At most 1000 characters.")
    locale: str | None = strawberry.field(default=None, description="`en` or `zh`.")
    zone: str | None = strawberry.field(default=None, description="An IANA time zone.")
    avatar: strawberry.ID | None = strawberry.field(
        default=None, description="One's own upload that is in no post."
    )


@strawberry.type(description="What came of `profileUpdate`.")
class ProfileUpdatePayload:
    """The changed profile, or why not."""

    viewer: Viewer | None = strawberry.field(description="The profile as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Keep a member from writing for a time; operators only.")
class MemberSuspendInput:
    """They may still read."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whom; not oneself.")
    until: datetime = strawberry.field(description="Until when; not in the past.")
    reason: str = strawberry.field(description="1 to 500 characters; the member reads it.")


@strawberry.type(description="What came of `memberSuspend`.")
class MemberSuspendPayload:
    """Who is suspended, or why not."""

    member: Member | None = strawberry.field(description="Who is suspended.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Let a suspended member write again; operators only.")
class MemberUnsuspendInput:
    """Nothing happens to one who may."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whom.")


@strawberry.type(description="What came of `memberUnsuspend`.")
class MemberUnsuspendPayload:
    """Who may write again, or why not."""

    member: Member | None = strawberry.field(description="Who may write again.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Close an account: one's own, or as an operator any.")
class MemberRemoveInput:
    """Roles and memberships end; groups are handed over or archived; posts stay, unsigned."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whose.")


@strawberry.type(description="What came of `memberRemove`.")
class MemberRemovePayload:
    """The id that is gone, or why it is not."""

    removed_member_id: strawberry.ID | None = strawberry.field(description="Who is gone.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
