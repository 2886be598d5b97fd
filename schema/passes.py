"""A seat's pass as its holder shows it at the door."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime

import strawberry

from models import passes
from schema.errors import UserError
from venues import qr


@dataclass(frozen=True, slots=True)
class ShownPass:
    """The stored issue of a pass, and the text that its picture holds."""

    row: passes.Pass
    text: str


@strawberry.type(description="The signed credential of one seat; whoever shows it gets in.")
class Pass:
    """Rows: ShownPass."""

    row: strawberry.Private[passes.Pass]
    text: str = strawberry.field(description="What the QR code holds; begins with `PD1:`.")

    @strawberry.field(description="The QR code as an SVG document.")
    def qr_svg(self) -> str:
        return qr.svg(self.text)

    @strawberry.field(description="The QR code as a PNG picture, in base64.")
    def qr_png(self) -> str:
        return b64encode(qr.png(self.text)).decode()

    @strawberry.field(description="1 for the first pass of the seat, one more each time anew.")
    def issue(self) -> int:
        return self.row.issue

    @strawberry.field(description="Until when it opens the door, unless it is replaced.")
    def expires_at(self) -> datetime:
        return self.row.expires_at


@strawberry.type(description="A key by which passes may be signed: all that a verifier needs.")
class PassKey:
    """Rows: models.signing_keys.PublicHalf."""

    name: strawberry.Private[bytes]
    raw: strawberry.Private[bytes]

    @strawberry.field(description="The key id in a pass's protected header, in hexadecimal.")
    def key_id(self) -> str:
        return self.name.hex()

    @strawberry.field(description="The 32 bytes of the public Ed25519 key, in base64.")
    def public_key(self) -> str:
        return b64encode(self.raw).decode()


@strawberry.input(description="Replace a pass that was lost or seen by others.")
class PassReissueInput:
    """The seat whose pass it is."""

    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    seat: strawberry.ID = strawberry.field(description="The seat.")


@strawberry.type(description="What came of `passReissue`.")
class PassReissuePayload:
    """The new pass, where the caller may see it."""

    pass_: Pass | None = strawberry.field(
        name="pass", description="The new pass; null for staff, who may replace but not hold it."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
