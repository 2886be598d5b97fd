"""Every topic of the outbox and who handles it."""

from server.deliveries import (
    appointments,
    communities,
    events,
    leads,
    mails,
    members,
    passes,
    payments,
    posts,
    referrals,
    registrations,
    seats,
    sign_in,
)
from server.deliveries.news import Handler

HANDLERS: dict[str, Handler] = {
    topic: handler
    for noun in (
        appointments, communities, events, leads, mails, members, passes, payments, posts,
        referrals, registrations, seats, sign_in,
    )
    for topic, handler in noun.TOPICS.items()
}  # fmt: skip
