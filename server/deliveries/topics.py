"""Every topic of the outbox and who handles it."""

from server.deliveries import (
    communities,
    events,
    leads,
    mails,
    members,
    passes,
    posts,
    registrations,
    seats,
    sign_in,
    webhook_endpoints,
)
from server.deliveries.news import Handler

HANDLERS: dict[str, Handler] = {
    topic: handler
    for noun in (
        communities, events, leads, mails, members, passes, posts, registrations, seats,
        sign_in, webhook_endpoints,
    )
    for topic, handler in noun.TOPICS.items()
}  # fmt: skip
