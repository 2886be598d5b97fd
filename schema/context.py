"""What every resolver has at hand: who asks, and the loaders of this one request."""

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


@dataclass(slots=True)
class Context:
    """One request, or one event of a subscription."""

    viewer: Viewer
    load: "Loaders"
    house: House


Info = strawberry.Info[Context, None]
