"""Where webhooks may be sent under these settings."""

from models.webhook_addresses import AddressRules
from server.settings import Settings


def of(settings: Settings) -> AddressRules:
    """The same rules where an address is said and where it is sent to."""
    return AddressRules(
        ports=frozenset(settings.webhook_ports),
        networks=settings.webhook_networks,
        has_plain_http=settings.webhook_http,
    )
