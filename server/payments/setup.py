"""The payment providers of an installation, from its settings."""

from server.payments import rehearsal
from server.payments.providers import Payments
from server.payments.rehearsal import Rehearsal
from server.settings import Settings


def of(settings: Settings) -> Payments:
    """What these settings name; nothing is paid anywhere unless they do."""
    secret = settings.rehearsal_secret.get_secret_value()
    if not secret:
        return Payments()
    provider = Rehearsal(secret.encode(), settings.address)
    return Payments({rehearsal.NAME: provider}, rehearsal.NAME)
