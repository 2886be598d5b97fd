"""A mail server for tests: speaks real SMTP on the loopback, and misbehaves when told to."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from models import clock
from server.mail import Smtp
from server.settings import Encryption

DAY = timedelta(days=1)


@dataclass
class MailServer:
    """What it accepted, and how it answers the next letters.

    `rcpt` and `data` are its replies to RCPT and at the end of DATA; `drops` says when it cuts
    the line: `before` or `after` it has accepted a letter.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    rcpt: str = "250 OK"
    data: str = "250 OK"
    drops: str = ""
    port: int = 0
    tries: int = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.tries += 1
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.drops == "before":
            _cut(server)
            return "421 gone"
        if self.data.startswith("250"):
            raw = cast(bytes, envelope.content)
            self.letters.append(message_from_bytes(raw, policy=WIRE))
        return self.data

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        if self.drops == "after":
            _cut(server)
        return "221 Bye"

    def transport(self, encryption: Encryption = Encryption.NONE, **more: Any) -> Smtp:
        """What sends letters here."""
        return Smtp("127.0.0.1", self.port, encryption, **more)


def _cut(server: SMTP) -> None:
    cast(asyncio.Transport, server.transport).abort()


@asynccontextmanager
async def running(**options: Any) -> AsyncIterator[MailServer]:
    """A mail server on a free port, until the block ends; `options` are aiosmtpd's."""
    answers = MailServer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(answers, hostname="mail.example", loop=loop, **options), "127.0.0.1", 0
    )
    answers.port = server.sockets[0].getsockname()[1]
    try:
        yield answers
    finally:
        server.close()
        await server.wait_closed()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """TLS for the loopback address, and the file of the certificate to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(clock.now() - DAY)
        .not_valid_after(clock.now() + DAY)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "mail.pem", folder / "mail.key"
    certificate_file.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate_file, key_file)
    return context, certificate_file


def only(username: str, password: str) -> Any:
    """An authenticator that knows one user."""

    def authenticate(
        _server: Any, _session: Any, _envelope: Any, _kind: str, data: Any
    ) -> AuthResult:
        is_known = (data.login, data.password) == (username.encode(), password.encode())
        return AuthResult(success=is_known, handled=False)

    return authenticate
