"""What a worker works with: values from the settings, passed inward."""

from dataclasses import dataclass, field
from datetime import timedelta

from models.pictures.store import PictureStore
from models.seals import Seal
from models.webhook_addresses import AddressRules
from server.lead_files.prospects import Issuer
from server.letters import Letterhead
from server.mail import Transport
from server.payments.providers import Payments


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How letters look and go out, what opens sealed keys, where pictures lie, who pays.

    `any_model` is the brand's name for a car that is not chosen yet, `webhooks` says where webhooks
    may go, `referral_window` for how long after making an account one may be brought.
    """

    transport: Transport
    letterhead: Letterhead
    seal: Seal
    pictures: PictureStore
    feed_kept: timedelta = timedelta(days=30)
    payments: Payments = field(default_factory=Payments)
    any_model: str = "Any"
    webhooks: AddressRules = field(default_factory=AddressRules)
    referral_window: timedelta = timedelta(days=30)

    @property
    def issuer(self) -> Issuer:
        """In whose name leads leave the house."""
        return Issuer(self.letterhead.brand, self.any_model)
