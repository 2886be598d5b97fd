"""A seat's pass as its holder shows it at the door."""

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import ahead, instances, pure
from models import passes
from models.rows import NO_EDGES, Step
from schema.context import Context, Info
from schema.edges import follow, needs
from schema.errors import UserError
from venues import qr, shown

_KEY = Step("signing_key", "key_id")


def _drawn(draw: Callable[[str], str], description: str) -> Any:
    """The field that draws the text of a pass."""

    def drawn(row: Any, context: Context, key: Any) -> str:
        return draw(shown.text(row, key, context.house.seal))

    def find(row: Any, context: Context) -> str:
        return drawn(row, context, row.beside[_KEY])

    async def resolve(row: strawberry.Parent[Any], info: Info) -> str:
        return drawn(row, info.context, await follow(row, _KEY, info))

    return strawberry.field(
        resolver=resolve,
        description=description,
        metadata={**ahead(find), **needs({_KEY: NO_EDGES})},
    )


def _linked(row: Any, context: Context) -> str:
    return context.house.pass_links.url(row.link_id)


@strawberry.type(description="The signed credential of one seat; whoever shows it gets in.")
class Pass:
    """Rows: models.passes.Pass, models.passes.PassRow."""

    seat_id: strawberry.Private[UUID]
    link_id: strawberry.Private[UUID]
    text: str = _drawn(lambda text: text, "What the QR code holds; begins with `PD1:`.")
    qr_svg: str = _drawn(qr.svg, "The QR code as an SVG document.")
    qr_png: str = _drawn(
        lambda text: b64encode(qr.png(text)).decode(), "The QR code as a PNG picture, in base64."
    )
    issue: int = strawberry.field(
        description="1 for the first pass of the seat, one more each time anew."
    )
    expires_at: datetime = strawberry.field(
        description="Until when it opens the door, unless it is replaced."
    )

    is_type_of = staticmethod(instances(passes.Pass, passes.PassRow))

    @strawberry.field(
        description="The page that shows it on a phone, offline too; whoever has the address has"
        " the pass. It stays the same when the pass is replaced, and shows the new one, until the"
        " seat is given to another person. The address of the first of a party shows the passes of"
        " all, until then.",
        metadata=ahead(_linked),
    )
    async def url(self, info: Info) -> str:
        return _linked(self, info.context)

    @strawberry.field(
        description="Whether its page can put it into the wallet of a phone.",
        metadata=ahead(lambda _row, context: context.house.pass_links.has_wallet),
    )
    async def wallet_available(self, info: Info) -> bool:
        return info.context.house.pass_links.has_wallet


@strawberry.type(description="A key by which passes may be signed: all that a verifier needs.")
class PassKey:
    """Rows: models.signing_keys.PublicHalf."""

    name: strawberry.Private[bytes]
    raw: strawberry.Private[bytes]

    @strawberry.field(
        description="The key id in a pass's protected header, in hexadecimal.", metadata=pure()
    )
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
