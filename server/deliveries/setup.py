"""What a worker works with: values from the settings, passed inward."""

from dataclasses import dataclass
from datetime import timedelta

from models.pictures.store import PictureStore
from models.seals import Seal
from server.letters import Letterhead
from server.mail import Transport


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """How letters look and go out, what opens the pass keys, where pictures lie, what is kept."""

    transport: Transport
    letterhead: Letterhead
    seal: Seal
    pictures: PictureStore
    feed_kept: timedelta = timedelta(days=30)
