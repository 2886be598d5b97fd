"""The feed of a door: who passes it, and who may; what tablets carry and keep up with."""

from models import doors
from models.door_changes import BELL
from models.numbered.feed import Feed

DOORS = Feed(
    changes="door_changes",
    owner="event_id",
    heads="doors",
    key="event_id",
    last="seq",
    floor="floor",
    bell=BELL,
    topic="door",
    lock=7_302_882,
    make_heads=doors.ensure,
)
