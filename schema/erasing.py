"""Erasing and telling a person's data as the API has them."""

from datetime import datetime
from typing import Any

import strawberry

from engine.fields import ahead, instances
from models.erasing import rows
from schema.context import Context, Info
from schema.errors import UserError


def _contacts(row: Any, _context: Context) -> int:
    return len(row.contact_ids)


@strawberry.type(description="That a person was forgotten, and how far it has come.")
class Erasure:
    """Rows: models.erasing.rows.Erasure."""

    at: datetime = strawberry.field(description="When it was done.")
    completed_at: datetime | None = strawberry.field(
        description="When files were gone too, and what was under way meanwhile; null until then."
    )

    is_type_of = staticmethod(instances(rows.Erasure))

    @strawberry.field(
        description="How many contacts of the person were emptied.", metadata=ahead(_contacts)
    )
    async def contact_count(self, info: Info) -> int:
        return _contacts(self, info.context)


@strawberry.type(description="Where all that is known of a person can be downloaded.")
class DataExport:
    """A value."""

    url: str = strawberry.field(
        description="A path of this server: a zip with everything as JSON, the pictures, and the"
        " receipts of consents. Ask for it with your own session, as for the API."
    )


@strawberry.input(description="Forget a member: their name, address, number, words and pictures.")
class MemberEraseInput:
    """It cannot be taken back. Consents are withdrawn first; ledger and proofs stay, unnamed."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    member: strawberry.ID = strawberry.field(description="Whom: yourself, or for operators anyone.")
    confirm: str = strawberry.field(
        default="", description="For yourself: your e-mail address, typed once more."
    )


@strawberry.type(description="What came of `memberErase`.")
class MemberErasePayload:
    """The erasure, or why not."""

    erasure: Erasure | None = strawberry.field(description="That it was done.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Forget a person who has no account; operators only.")
class ContactEraseInput:
    """Every contact with this address, or with this number; one of the two at least."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    email: str = strawberry.field(default="", description="Their address.")
    phone: str = strawberry.field(default="", description="Their number, with + and country code.")


@strawberry.type(description="What came of `contactErase`.")
class ContactErasePayload:
    """The erasure, or why not."""

    erasure: Erasure | None = strawberry.field(description="That it was done.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
