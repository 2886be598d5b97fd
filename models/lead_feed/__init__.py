"""The lead feed: every change of a dealer's leads, numbered without a gap."""

from models.lead_changes import BELL
from models.numbered.feed import Feed

LEADS = Feed(
    changes="lead_changes",
    owner="dealer_id",
    heads="dealers",
    key="id",
    last="feed_seq",
    floor="feed_floor",
    bell=BELL,
    topic="leads",
    lock=7_302_881,
)
