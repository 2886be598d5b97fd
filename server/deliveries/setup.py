"""What a worker works with: values from the settings, passed inward."""

from dataclasses import dataclass, field
from datetime import timedelta

from models.pictures.store import PictureStore
from models.seals import Seal
from server.letters import Letterhead
from server.mail import Transport
from server.payments.providers import Payments


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How letters look and go out, what opens the pass keys, where pictures lie, who pays."""

    transport: Transport
    letterhead: Letterhead
    seal: Seal
    pictures: PictureStore
    feed_kept: timedelta = timedelta(days=30)
    payments: Payments = field(default_factory=Payments)
