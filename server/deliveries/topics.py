"""Every topic of the outbox and who handles it."""

from server.deliveries import (
    communities,
    consents,
    erasures,
    events,
    leads,
    mails,
    members,
    passes,
    posts,
    recalls,
    registrations,
    sign_in,
)
from server.deliveries.news import Handler

HANDLERS: dict[str, Handler] = {
    topic: handler
    for noun in (
        communities, consents, erasures, events, leads, mails, members, passes, posts, recalls,
        registrations, sign_in,
    )
    for topic, handler in noun.TOPICS.items()
}  # fmt: skip
