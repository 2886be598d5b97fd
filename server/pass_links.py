"""How the links to passes are made under these settings."""

from server import keys
from server.settings import Settings
from venues.pass_links import PassLinks


def of(settings: Settings) -> PassLinks:
    """The same links in the API, in letters, and where they are opened."""
    has_wallet = bool(settings.apple_certificate or settings.google_account)
    return PassLinks(settings.address, keys.linking_passes(settings.secret()), has_wallet)
