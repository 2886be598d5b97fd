"""Settings: read once from `PADDOCK_…` in the environment, and passed inward as values."""

import os
import secrets
from contextlib import suppress
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from engine import trusted

CHECKOUT = Path(__file__).resolve().parent.parent
PREFIX = "PADDOCK_"
LEAST_SECRET = 32
_STORY_CODE = "246810"
_POSTGRES = ("postgres://", "postgresql://")

Names = Annotated[tuple[str, ...], NoDecode]
"""A list as people write it in an environment: parted by commas."""
Files = Annotated[tuple[Path, ...], NoDecode]
"""Likewise."""
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], NoDecode]
"""Likewise."""
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode]
"""Likewise, as 10.1.0.0/16."""


class Environment(StrEnum):
    """Where the server runs; production refuses whatever is only fit for a desk."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """How a log line looks."""

    PRETTY = "pretty"
    JSON = "json"


class Encryption(StrEnum):
    """How the mail server is spoken to: in the clear, upgraded, or encrypted from the start."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Introspection(StrEnum):
    """Who may ask for the schema: everybody, whoever shows a credential, or nobody."""

    OPEN = "open"
    SIGNED_IN = "signed-in"
    CLOSED = "closed"


class Settings(BaseSettings):
    """Everything that differs from one installation to the next; files are kept under `var`.

    Raises pydantic's ValidationError for what is wrong or, in production, missing.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    environment: Environment = Environment.DEVELOPMENT
    brand: str = Field(default="Luming", min_length=1, max_length=80)
    any_model: str = Field(default="Any", min_length=1, max_length=80)
    secret_key: SecretStr | None = None
    var: Path = CHECKOUT / "var"

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    allowed_origins: Names = ()
    trusted_proxies: Names = ()
    certificate: Path | None = None
    certificate_key: Path | None = None
    is_edge: bool = False
    drain_seconds: float = Field(default=0, ge=0)
    stop_seconds: int = Field(default=20, ge=1)

    database_url: str = Field(default_factory=lambda said: f"sqlite://{said['var'] / 'paddock.db'}")
    pool_size: int = Field(default=20, ge=2)
    valkey_url: str = ""
    picture_store: str = Field(default_factory=lambda said: f"file://{said['var'] / 'pictures'}")
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret: SecretStr = SecretStr("")

    worker_inside: bool = True
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_encryption: Encryption = Encryption.STARTTLS
    mail_from: str = ""
    retention_days: int = Field(default=30, ge=1)
    webhook_ports: Ports = (443, 8443)
    webhook_networks: Networks = ()
    webhook_http: bool = False

    most_cost: int = Field(default=5_000, ge=1)
    compiled: bool = True
    most_body_bytes: int = Field(default=1024 * 1024, ge=1024)
    burst_cost: int = Field(default=20_000, ge=1)
    cost_per_second: float = Field(default=500, gt=0)
    address_burst_cost: int = Field(default=200_000, ge=1)
    address_cost_per_second: float = Field(default=10_000, gt=0)
    address_sockets: int = Field(default=500, ge=1)
    introspection: Introspection | None = None
    trusted_documents: Files = ()
    only_trusted_documents: bool = False

    apple_pass_type: str = ""
    apple_team: str = ""
    apple_certificate: Path | None = None
    apple_key: Path | None = None
    apple_wwdr: Path | None = None
    google_issuer: str = ""
    google_account: Path | None = None

    referral_days: int = Field(default=30, ge=1)
    front_url: str = ""
    rehearsal_secret: SecretStr = SecretStr("")

    log_format: LogFormat | None = None
    otlp_endpoint: str = Field(default="", validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")

    @field_validator(
        "allowed_origins",
        "trusted_proxies",
        "trusted_documents",
        "webhook_ports",
        "webhook_networks",
        mode="before",
    )
    @classmethod
    def _parted(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith("sqlite://") and value != "sqlite://":
            return value
        if value.startswith(_POSTGRES):
            return "postgres://" + value.partition("://")[2]
        raise ValueError("must begin with sqlite:// or postgres://")

    @field_validator("front_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        is_plain = parts.scheme in {"http", "https"} and parts.netloc and not parts.query
        if value and not (is_plain and not parts.fragment):
            raise ValueError("must be http:// or https://, a host, and perhaps a path")
        return value

    @field_validator("trusted_documents")
    @classmethod
    def _readable(cls, files: tuple[Path, ...]) -> tuple[Path, ...]:
        try:
            trusted.load(files)
        except OSError as error:
            raise ValueError(str(error)) from error
        return files

    @model_validator(mode="after")
    def _something_to_serve(self) -> Self:
        if self.only_trusted_documents and not self.trusted_documents:
            raise ValueError("only_trusted_documents needs trusted_documents to name some")
        return self

    @model_validator(mode="after")
    def _whole_wallets(self) -> Self:
        apple = (self.apple_pass_type, self.apple_team, self.apple_certificate, self.apple_key)
        if any((*apple, self.apple_wwdr)) and not all((*apple, self.apple_wwdr)):
            raise ValueError(
                "Apple Wallet needs all of apple_pass_type, apple_team, apple_certificate,"
                " apple_key and apple_wwdr"
            )
        if bool(self.google_issuer) is not bool(self.google_account):
            raise ValueError("Google Wallet needs both google_issuer and google_account")
        return self

    @model_validator(mode="after")
    def _certified(self) -> Self:
        if (self.certificate is None) is not (self.certificate_key is None):
            raise ValueError("certificate and certificate_key belong together")
        return self

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if not self.is_production:
            return self
        if self.secret_key is None:
            raise ValueError("production needs a secret_key")
        if len(self.secret_key.get_secret_value()) < LEAST_SECRET:
            raise ValueError(f"production needs a secret_key of {LEAST_SECRET} characters or more")
        if len(set(self.secret_key.get_secret_value())) < LEAST_SECRET // 4:
            raise ValueError("production needs a secret_key made by chance")
        if not self.public_url:
            raise ValueError("production needs the public_url that letters link to")
        if self.rehearsal_secret.get_secret_value():
            raise ValueError("production takes real payments: rehearsal_secret is for desks")
        return self

    @property
    def is_production(self) -> bool:
        """Whether real people depend on this installation."""
        return self.environment is Environment.PRODUCTION

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is the embedded one."""
        return self.database_url.startswith("sqlite://")

    @property
    def picture_folder(self) -> Path | None:
        """Where pictures lie on disk; None where they lie in an object store."""
        kind, _, path = self.picture_store.partition("://")
        return Path(path) if kind == "file" else None

    @property
    def address(self) -> str:
        """Where clients reach the server, without a slash at the end."""
        scheme = "https" if self.certificate else "http"
        return self.public_url.rstrip("/") or f"{scheme}://{self.host}:{self.port}"

    @property
    def front_address(self) -> str:
        """Where the front-end that members use is, without a slash at the end."""
        return self.front_url.rstrip("/") or self.address

    @property
    def letters(self) -> Path:
        """Where letters are written while there is no SMTP server."""
        return self.var / "mail"

    @property
    def sender(self) -> str:
        """The address that letters come from."""
        return self.mail_from or "paddock@localhost.localdomain"

    @property
    def introspected_by(self) -> Introspection:
        """Everybody at a desk and nobody in production, unless it is said."""
        unsaid = Introspection.CLOSED if self.is_production else Introspection.OPEN
        return self.introspection or unsaid

    @property
    def logs_as(self) -> LogFormat:
        """JSON for machines in production, colours for people elsewhere."""
        return self.log_format or (LogFormat.JSON if self.is_production else LogFormat.PRETTY)

    @property
    def story_code(self) -> str | None:
        """The one code that the story's people sign in with; production has none."""
        return None if self.is_production else _STORY_CODE

    def secret(self) -> str:
        """What every other key is derived from; at a desk it is made once and kept in a file."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        return kept_secret(self.var / "secret.key")


def unknown() -> list[str]:
    """Variables that begin as settings do and are none: most likely misspelt."""
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    return sorted(
        name
        for name in os.environ
        if name.upper().startswith(PREFIX)
        and name.upper() not in known
        and not name.upper().startswith(f"{PREFIX}TEST_")
    )


def kept_secret(file: Path) -> str:
    """The secret in the file; of several servers that start at once, the first one's counts."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text().strip()
