"""What a worker works with: values from the settings, passed inward."""

from dataclasses import dataclass, field
from datetime import timedelta

from models.pictures.store import PictureStore
from models.seals import Seal
from models.webhook_addresses import AddressRules
from server.letters import Letterhead
from server.mail import Transport


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How letters look and go out, what opens the sealed keys, where pictures lie, what is kept.

    And where webhooks may go.
    """

    transport: Transport
    letterhead: Letterhead
    seal: Seal
    pictures: PictureStore
    feed_kept: timedelta = timedelta(days=30)
    webhooks: AddressRules = field(default_factory=AddressRules)
