"""Every topic of the outbox and who handles it."""

from server.deliveries import (
    adf,
    appointments,
    communities,
    consents,
    erasures,
    events,
    handovers,
    lead_digests,
    lead_exports,
    leads,
    mails,
    members,
    passes,
    payments,
    posts,
    recalls,
    referrals,
    registrations,
    seats,
    sign_in,
    webhook_endpoints,
)
from server.deliveries.news import Handler

NOUNS = (
    adf,
    appointments,
    communities,
    consents,
    erasures,
    events,
    handovers,
    lead_digests,
    lead_exports,
    leads,
    mails,
    members,
    passes,
    payments,
    posts,
    recalls,
    referrals,
    registrations,
    seats,
    sign_in,
    webhook_endpoints,
)
HANDLERS: dict[str, Handler] = {
    topic: handler for noun in NOUNS for topic, handler in noun.TOPICS.items()
}
