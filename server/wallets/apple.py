"""Apple Wallet: a pass as a .pkpass, which is a signed ZIP of JSON and pictures.

https://developer.apple.com/documentation/walletpasses. The certificate comes from Apple's paid
developer programme; docs/passes.md tells how to get it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from io import BytesIO
from typing import Any, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509.oid import NameOID

from server.settings import Settings
from server.wallets import icons
from server.wallets.ticket import Ticket

MEDIA_TYPE = "application/vnd.apple.pkpass"
_LABELS = {
    "en": {"when": "When", "where": "Where", "hall": "Hall", "holder": "Name",
           "address": "Address", "page": "This pass on the web"},
    "zh-Hans": {"when": "时间", "where": "地点", "hall": "场地", "holder": "姓名",
                "address": "地址", "page": "网页版通行证"},
}  # fmt: skip
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier; so the same pass is the same file


class BadCertificate(ValueError):
    """A file is not what Apple Wallet needs; says which, and why."""


@dataclass(frozen=True, slots=True)
class AppleWallet:
    """Makes .pkpass files in the name of one pass type, signed with its certificate."""

    pass_type: str
    team: str
    certificate: x509.Certificate
    key: RSAPrivateKey = field(repr=False)
    wwdr: x509.Certificate

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """As the settings say, None where they name nothing.

        Raises BadCertificate for files that do not belong together, or to this pass type.
        """
        files = settings.apple_certificate, settings.apple_key, settings.apple_wwdr
        certificate, key, wwdr = files
        if certificate is None or key is None or wwdr is None:
            return None
        private = load_pem_private_key(key.read_bytes(), None)
        if not isinstance(private, RSAPrivateKey):
            raise BadCertificate(f"{key} is no RSA key")
        made = cls(
            settings.apple_pass_type,
            settings.apple_team,
            x509.load_pem_x509_certificate(certificate.read_bytes()),
            private,
            x509.load_pem_x509_certificate(wwdr.read_bytes()),
        )
        made.check()
        return made

    def check(self) -> None:
        """Raises BadCertificate where an iPhone would refuse what is made here."""
        if self.certificate.public_key() != self.key.public_key():
            raise BadCertificate("apple_key is not the key of apple_certificate")
        subject = {name.oid: str(name.value) for name in self.certificate.subject}
        if subject.get(NameOID.USER_ID) != self.pass_type:
            raise BadCertificate(f"apple_certificate is not for the pass type {self.pass_type}")
        if subject.get(NameOID.ORGANIZATIONAL_UNIT_NAME) != self.team:
            raise BadCertificate(f"apple_certificate is not of the team {self.team}")
        if self.certificate.issuer != self.wwdr.subject:
            raise BadCertificate("apple_wwdr did not issue apple_certificate")

    def file(self, ticket: Ticket) -> bytes:
        """The pass as an iPhone takes it."""
        return packed(self.signed(contents(ticket, self.pass_type, self.team)))

    def signed(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files of a pass with their signature: PKCS #7, detached, over the manifest."""
        signature = (
            PKCS7SignatureBuilder()
            .set_data(files["manifest.json"])
            .add_signer(self.certificate, self.key, SHA256())
            .add_certificate(self.wwdr)
            .sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
        )
        return {**files, "signature": signature}


def contents(ticket: Ticket, pass_type: str, team: str) -> dict[str, bytes]:
    """The files of a pass by name, the manifest of their SHA-1s among them, not yet signed."""
    files = {"pass.json": orjson.dumps(_pass(ticket, pass_type, team)), **icons.apple()}
    for language, labels in _LABELS.items():
        files[f"{language}.lproj/pass.strings"] = _strings(labels)
    # SHA-1 is what the format asks for; what is trusted is the signature.
    hashes = {
        name: sha1(content, usedforsecurity=False).hexdigest() for name, content in files.items()
    }
    return {**files, "manifest.json": orjson.dumps(hashes)}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as the ZIP that is a .pkpass."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return made.getvalue()


def _pass(ticket: Ticket, pass_type: str, team: str) -> dict[str, Any]:
    return {
        "formatVersion": 1,
        "passTypeIdentifier": pass_type,
        "teamIdentifier": team,
        "serialNumber": str(ticket.seat_id),
        "groupingIdentifier": str(ticket.event_id),
        "organizationName": ticket.brand,
        "description": f"{ticket.brand}: {ticket.title}",
        "logoText": ticket.brand,
        "foregroundColor": "rgb(255, 255, 255)",
        "labelColor": "rgb(200, 200, 205)",
        "backgroundColor": "rgb(28, 28, 30)",
        "relevantDate": _time(ticket.starts_at),
        "relevantDates": [
            {"startDate": _time(ticket.starts_at), "endDate": _time(ticket.ends_at)}
        ],
        "expirationDate": _time(ticket.expires_at),
        "sharingProhibited": True,
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": ticket.text,
                "messageEncoding": "iso-8859-1",
                "altText": ticket.holder,
            }
        ],
        "eventTicket": {
            "primaryFields": [{"key": "event", "label": "", "value": ticket.title}],
            "secondaryFields": [
                {
                    "key": "when", "label": "when", "value": _time(ticket.starts_at),
                    "dateStyle": "PKDateStyleMedium", "timeStyle": "PKDateStyleShort",
                    "ignoresTimeZone": True,
                },
                {"key": "where", "label": "where", "value": ticket.venue},
            ],
            "auxiliaryFields": [
                {"key": "holder", "label": "holder", "value": ticket.holder},
                *([{"key": "hall", "label": "hall", "value": ticket.hall}] if ticket.hall else []),
            ],
            "backFields": [
                {"key": "address", "label": "address", "value": ticket.address},
                {"key": "page", "label": "page", "value": ticket.url},
            ],
        },
    }  # fmt: skip


def _time(at: datetime) -> str:
    return at.isoformat(timespec="minutes")


def _strings(labels: Mapping[str, str]) -> bytes:
    return "".join(f'"{name}" = "{label}";\n' for name, label in labels.items()).encode("utf-16")
