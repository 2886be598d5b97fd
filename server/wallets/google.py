"""Google Wallet: a link that carries the pass, signed with a service account's key.

https://developers.google.com/wallet/tickets/events. Nothing is sent to Google by the server: what
the link holds goes there when somebody taps it. docs/passes.md tells how to get an account.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, Self

import orjson
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from models import clock
from server.settings import Settings
from server.wallets.ticket import Ticket

SAVE = "https://pay.google.com/gp/v/save/"
_LANGUAGE = "en"


class BadAccount(ValueError):
    """The file is not the JSON key of a service account."""


@dataclass(frozen=True, slots=True)
class GoogleWallet:
    """Makes links in the name of one issuer."""

    issuer: str
    account: str
    key: RSAPrivateKey = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """As the settings say, None where they name nothing; raises BadAccount."""
        if settings.google_account is None:
            return None
        try:
            said = orjson.loads(settings.google_account.read_bytes())
            key = load_pem_private_key(said["private_key"].encode(), None)
            account = str(said["client_email"])
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise BadAccount(f"{settings.google_account} is no service account's key") from problem
        if not isinstance(key, RSAPrivateKey):
            raise BadAccount(f"the key in {settings.google_account} is no RSA key")
        return cls(settings.google_issuer, account, key)

    def link(self, ticket: Ticket) -> str:
        """Where the holder saves the pass: a JWT (RFC 7519) with RS256."""
        said = _part({"alg": "RS256", "typ": "JWT"}) + "." + _part(self._claims(ticket))
        signature = self.key.sign(said.encode(), PKCS1v15(), SHA256())
        return f"{SAVE}{said}.{_encoded(signature)}"

    def _claims(self, ticket: Ticket) -> dict[str, Any]:
        return {
            "iss": self.account,
            "aud": "google",
            "typ": "savetowallet",
            "iat": int(clock.now().timestamp()),
            "origins": [],
            "payload": {
                "eventTicketClasses": [self._event(ticket)],
                "eventTicketObjects": [self._seat(ticket)],
            },
        }

    def _event(self, ticket: Ticket) -> dict[str, Any]:
        return {
            "id": self._event_id(ticket),
            "issuerName": ticket.brand,
            "eventName": _said(ticket.title),
            "venue": {"name": _said(ticket.venue), "address": _said(ticket.address)},
            "dateTime": {"start": ticket.starts_at.isoformat(), "end": ticket.ends_at.isoformat()},
            "reviewStatus": "UNDER_REVIEW",
        }

    def _seat(self, ticket: Ticket) -> dict[str, Any]:
        hall = {"seatInfo": {"section": _said(ticket.hall)}} if ticket.hall else {}
        return {
            "id": f"{self.issuer}.{ticket.seat_id}",
            "classId": self._event_id(ticket),
            "state": "ACTIVE",
            "ticketHolderName": ticket.holder,
            "barcode": {"type": "QR_CODE", "value": ticket.text, "alternateText": ticket.holder},
            "validTimeInterval": {"end": {"date": ticket.expires_at.isoformat()}},
            **hall,
        }

    def _event_id(self, ticket: Ticket) -> str:
        return f"{self.issuer}.{ticket.event_id}"


def _said(text: str) -> dict[str, Any]:
    return {"defaultValue": {"language": _LANGUAGE, "value": text}}


def _part(value: dict[str, Any]) -> str:
    return _encoded(orjson.dumps(value))


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
