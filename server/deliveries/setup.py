"""What a worker works with: values from the settings, passed inward."""

from dataclasses import dataclass, field
from datetime import timedelta

from models.pictures.store import PictureStore
from models.seals import Seal
from server.lead_files.prospects import Issuer
from server.letters import Letterhead
from server.mail import Transport
from server.payments.providers import Payments


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How letters look and go out, what opens the pass keys, where pictures lie, who pays.

    `any_model` is the brand's name for a car that is not chosen yet.
    """

    transport: Transport
    letterhead: Letterhead
    seal: Seal
    pictures: PictureStore
    feed_kept: timedelta = timedelta(days=30)
    payments: Payments = field(default_factory=Payments)
    any_model: str = "Any"

    @property
    def issuer(self) -> Issuer:
        """In whose name leads leave the house."""
        return Issuer(self.letterhead.brand, self.any_model)
