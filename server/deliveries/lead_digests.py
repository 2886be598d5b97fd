"""Lead digests: how many leads came, by event and state; nothing of the people."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from models import lead_digests
from models.grants import OF_DEALERS
from models.lead_digests import LeadCount, LeadDigest
from models.mails import MailKind
from models.outbox import Message
from server.deliveries import crews
from server.deliveries.news import NONE, Handler, News, letter, named, told


async def digest(message: Message) -> News:
    """One letter to who wished for it, none where nothing came or they left the dealer."""
    row = await LeadDigest.get(id=named(message, "digest")).select_related("dealer")
    staff = await crews.staff(row.dealer_id, *OF_DEALERS)
    readers = [member for member in staff if member.id == row.member_id]
    counts = await lead_digests.counts(row.dealer_id, row.since, row.at)
    if not readers or not counts:
        return NONE
    detail = {
        "dealer": row.dealer.name,
        "total": sum(one.count for one in counts),
        "events": _by_event(counts),
    }
    return News([letter(one, MailKind.LEADS, message.topic, **detail) for one in readers])


def _by_event(counts: Sequence[LeadCount]) -> list[dict[str, Any]]:
    return [
        {"title": title, "states": [[one.state.value, one.count] for one in group]}
        for title, group in groupby(counts, key=lambda one: one.event_title)
    ]


TOPICS: dict[str, Handler] = {"lead.digest": told(digest)}
