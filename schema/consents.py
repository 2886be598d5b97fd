"""Consents as the API has them: the words, what was said to them, and taking it back."""

from base64 import b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import ahead, instances
from models import consent_receipts, consents, receipt_keys
from models.consents import Purpose
from models.guest_lists import ConsentRow
from models.rows import NO_EDGES, Step
from schema.context import Info
from schema.dealers import Dealer
from schema.edges import edge, follow, looks_away, needs
from schema.enums import described
from schema.errors import UserError
from schema.nodes import Node, node_id

described(
    Purpose,
    "What a person's data may be used for.",
    CONTACT="To contact the person about cars, test drives and offers.",
)

_SUBJECT = Step("consent_subject", "subject")


@strawberry.type(description="The words that people are asked with, in one language.")
class ConsentText:
    """Rows: models.consents.ConsentText."""

    purpose: Purpose = strawberry.field(description="What the data may be used for.")
    version: int = strawberry.field(description="Say it back as `textVersion`.")
    language: str = strawberry.field(description="`en` or `zh`.")
    text: str = strawberry.field(description="Put the dealer's name where it says `{dealer}`.")

    is_type_of = staticmethod(instances(consents.ConsentText))


def _signature(receipt: strawberry.Parent[consent_receipts.ConsentReceipt]) -> str:
    return bytes(receipt.signature).hex()


def _public_key(key: strawberry.Parent[receipt_keys.ReceiptKey]) -> str:
    return b64encode(key.public_key).decode()


@strawberry.type(
    description="The proof of a consent, signed by the brand: `consentKeys` are all it takes."
)
class ConsentReceipt:
    """Rows: models.consent_receipts.ConsentReceipt."""

    text: str = strawberry.field(
        description="What is signed: JSON that tells who, by pseudonym, agreed to what and when."
    )
    key_id: str = strawberry.field(description="Which of `consentKeys` signed it.")

    is_type_of = staticmethod(instances(consent_receipts.ConsentReceipt))

    signature: str = strawberry.field(
        resolver=_signature, description="The Ed25519 signature in hexadecimal."
    )


@strawberry.type(description="A key by which receipts of consents may be signed.")
class ConsentKey:
    """Rows: models.receipt_keys.ReceiptKey."""

    key_id: str = strawberry.field(description="Its name, as receipts give it.")
    created_at: datetime = strawberry.field(description="When it was made.")

    is_type_of = staticmethod(instances(receipt_keys.ReceiptKey))

    public_key: str = strawberry.field(
        resolver=_public_key, description="The 32 bytes of the public Ed25519 key, in base64."
    )


@strawberry.type(description="The last word of a person to a dealer: consent given or taken back.")
class Consent(Node):
    """Rows: models.consents.Consent, models.guest_lists.ConsentRow."""

    id: strawberry.ID = node_id("Consent")
    dealer_id: strawberry.Private[UUID]
    subject: strawberry.Private[UUID]
    purpose: Purpose = strawberry.field(description="What the data may be used for.")
    is_granted: bool = strawberry.field(description="True: given; false: taken back.")
    text_version: int = strawberry.field(description="The version of the words agreed to.")
    language: str = strawberry.field(description="The language of the words agreed to.")
    at: datetime = strawberry.field(description="When it was said.")

    is_type_of = staticmethod(instances(consents.Consent, ConsentRow))

    dealer: Dealer = edge("dealer", "dealer_id", "To whom it was said.")

    receipt: ConsentReceipt | None = edge(
        "consent_receipt", "id", "Its proof; null for the moment until it is sealed."
    )

    @strawberry.field(
        description="The name of the person whose data it is: the viewer or a guest.",
        metadata={
            **ahead(lambda row, _: _name(row.beside[_SUBJECT])),
            **needs({_SUBJECT: NO_EDGES}),
            **looks_away(),
        },
    )
    async def holder_name(self, info: Info) -> str:
        return _name(await follow(self, _SUBJECT, info))


def _name(person: Any) -> str:
    return person.name if person else ""


@strawberry.input(description="Agree that a dealer may contact the holder of a seat.")
class ConsentGrantInput:
    """The seat, the dealer, and the words that were shown."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    seat: strawberry.ID = strawberry.field(description="A seat that you booked.")
    dealer: strawberry.ID = strawberry.field(description="A dealer that takes part in the event.")
    text_version: int = strawberry.field(description="The version of the words that were shown.")
    language: str = strawberry.field(description="The language of the words that were shown.")


@strawberry.type(description="What came of `consentGrant`.")
class ConsentGrantPayload:
    """The receipt, or why not."""

    consent: Consent | None = strawberry.field(description="The consent as it was written down.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.input(description="Take consent back; the dealer sees nothing of it from then on.")
class ConsentWithdrawInput:
    """The dealer, and the seat where it is not for all."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="From whom consent is taken back.")
    seat: strawberry.ID | None = strawberry.field(
        default=None,
        description="For the holder of this seat alone; else for you and all your guests, and for"
        " whom you were at a form or a stand, with the same address and no account.",
    )


@strawberry.input(description="Take the consent of a person without an account back for them.")
class ContactWithdrawInput:
    """Of every contact with this address, or with this number; one of the two at least."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="From whom consent is taken back.")
    email: str = strawberry.field(default="", description="Their address.")
    phone: str = strawberry.field(default="", description="Their number, with + and country code.")


@strawberry.type(description="What came of `contactWithdraw`.")
class ContactWithdrawPayload:
    """The dealer, or why not."""

    dealer: Dealer | None = strawberry.field(description="The dealer, which sees no more of them.")
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")


@strawberry.type(description="What came of `consentWithdraw`.")
class ConsentWithdrawPayload:
    """What stands now, or why not."""

    consents: list[Consent] | None = strawberry.field(
        description="What stands now between this dealer, you and your guests."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
