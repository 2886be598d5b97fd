"""What every resolver has at hand: who asks, and the loaders of this one request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import strawberry

from models.access.viewer import Viewer
from models.referrals.terms import Terms
from models.seals import Seal
from models.webhook_addresses import AddressRules
from venues.carried import Carried
from venues.intake import Intake
from venues.pass_links import PassLinks

if TYPE_CHECKING:
    from schema.loaders import Loaders


FormLimit = Callable[[str, str], Awaitable[None]]
"""Counts an enquiry from an address by a form's key; raises a Throttled once it is too many."""


async def _unlimited(_address: str, _form_key: str) -> None:
    """Of a house that nobody limits."""


@dataclass(slots=True)
class House:
    """What the server was set up with and passes inward as values; nothing is paid by ""."""

    seal: Seal
    pass_links: PassLinks
    story_code: str | None = None
    pays_by: str = ""
    referral_terms: Terms = field(default_factory=Terms)
    intake: Intake = field(default_factory=Intake)
    carried: Carried = field(default_factory=Carried)
    webhooks: AddressRules = field(default_factory=AddressRules)
    form_limit: FormLimit = _unlimited


@dataclass(slots=True)
class Context:
    """One request, or one event of a subscription; `origin` is the site whose page asks."""

    viewer: Viewer
    load: "Loaders"
    house: House
    origin: str = ""


Info = strawberry.Info[Context, None]
