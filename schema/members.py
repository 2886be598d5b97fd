"""Members as the API shows them, and how a member tells about themselves."""

from datetime import datetime

import strawberry

from models import members
from schema.errors import UserError
from schema.nodes import Node, node_id, shows


@strawberry.type(description="A person with an account, as other members see them.")
class Member(Node):
    """Rows: models.members.Member."""

    id: strawberry.ID = node_id("Member")
    name: str = strawberry.field(description="The name that the member goes by.")
    city: str = strawberry.field(description="Where the member lives, as they say.")
    biography: str = strawberry.field(description="What the member tells of themselves.")
    created_at: datetime = strawberry.field(description="Since when there is this account.")

    is_type_of = staticmethod(shows(members.Member))


@strawberry.type(description="The signed-in member, with what only they see.")
class Viewer:
    """Rows: models.members.Member."""

    email: str = strawberry.field(description="The address that codes and letters go to.")
    phone: str = strawberry.field(description="Phone number as E.164; empty where none is given.")
    locale: str = strawberry.field(description="`en` or `zh`: the language of letters and errors.")
    zone: str = strawberry.field(description="IANA time zone in which the member's days are counted.")

    @strawberry.field(description="The member as others see them.")
    def member(self) -> Member:
        return self  # type: ignore[return-value]  # the same row


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


@strawberry.type(description="What came of `profileUpdate`.")
class ProfileUpdatePayload:
    """The changed profile, or why not."""

    viewer: Viewer | None = strawberry.field(description="The profile as it stands now.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
