"""The checkup: each part of an installation looked at, and what to do where it is not well."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from redis.asyncio import Redis

from models import clock, database, grants, sql
from models.grants import Role
from models.outbox import OutboxMessage
from models.pictures.cleaning import Cleaned
from models.seals import BrokenSeal, Seal
from models.signing_keys import SigningKey
from server import keys, mail, migrate, picture_store
from server import settings as environment
from server.settings import Settings

_PATIENCE_SECONDS = 15
_LEAST_FREE = 1 << 30
_MOST_DRIFT = timedelta(seconds=5)
_MOST_DELAY = timedelta(minutes=10)
_PROBE = Cleaned(b"probe", b"probe", "image/png", 1, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's; no remedy where all is well."""

    what: str
    found: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing needs to be done."""
        return not self.remedy


Check = Callable[[Settings], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class _Time:
    now: datetime


async def examine(settings: Settings) -> list[Finding]:
    """Every check, in order; those of the database's content only where it can be read."""
    findings = [
        await _tried(check, settings) for check in (_settings, _disk, _pictures, _valkey, _mail)
    ]
    async with database.connected(settings.database_url):
        findings.append(await _tried(_database, settings))
        if findings[-1].is_well:
            findings.append(await _tried(_migrations, settings))
        if findings[-1].is_well:
            findings += [await _tried(check, settings) for check in (_keys, _operator, _outbox)]
    return findings


async def _tried(check: Check, settings: Settings) -> Finding:
    """A check that breaks down is a finding too."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await check(settings)
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        name = check.__name__.strip("_")
        said = f"{type(error).__name__}: {error}"
        return Finding(name, said, _REMEDIES[name])


_REMEDIES = {
    "settings": "See the settings in docs/, and their spelling.",
    "disk": "Make the folder var/ of the checkout writable.",
    "pictures": "Set PADDOCK_PICTURE_STORE to a writable folder, or a bucket with its keys.",
    "valkey": "Set PADDOCK_VALKEY_URL to a server that answers, or leave it empty for one process.",
    "mail": "Set PADDOCK_SMTP_HOST, _PORT, _ENCRYPTION, _USERNAME and _PASSWORD.",
    "database": "Set PADDOCK_DATABASE_URL to a database that answers, and start that.",
    "migrations": "python -m server migrate",
    "keys": "Set PADDOCK_SECRET_KEY to what it was when the keys were sealed.",
    "operator": "python -m server operator add EMAIL",
    "outbox": "Start a worker: python -m server worker, or PADDOCK_WORKER_INSIDE=true.",
}


async def _settings(settings: Settings) -> Finding:
    misspelt = environment.unknown()
    if misspelt:
        return Finding("settings", f"unknown: {', '.join(misspelt)}", _REMEDIES["settings"])
    kind = "given" if settings.secret_key else "kept in a file"
    settings.secret()
    return Finding("settings", f"{settings.environment}, the secret key is {kind}")


async def _disk(settings: Settings) -> Finding:
    folder = Path(settings.database_url.removeprefix("sqlite://")).parent
    folder = folder if settings.is_sqlite else settings.var
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    remedy = "Make room: SQLite, letters and pictures need it." if free < _LEAST_FREE else ""
    return Finding("disk", f"{free / (1 << 30):.1f} GiB free at {folder}", remedy)


async def _pictures(settings: Settings) -> Finding:
    """Written, read and deleted again."""
    store = picture_store.of(settings)
    kept = await store.keep(_PROBE)
    try:
        is_there = await store.find(kept.key) is not None
    finally:
        await store.drop(kept)
    remedy = "" if is_there else _REMEDIES["pictures"]
    return Finding("pictures", settings.picture_store, remedy)


async def _valkey(settings: Settings) -> Finding:
    if not settings.valkey_url:
        return Finding("valkey", "none: right for one process, wrong for several")
    async with Redis.from_url(settings.valkey_url) as client:
        await client.ping()
    return Finding("valkey", "answers")


async def _mail(settings: Settings) -> Finding:
    if settings.smtp_host:
        await mail.smtp(settings).greet()
        return Finding("mail", f"{settings.smtp_host}:{settings.smtp_port} answers")
    remedy = _REMEDIES["mail"] if settings.is_production else ""
    return Finding("mail", f"written to {settings.letters}", remedy)


async def _database(settings: Settings) -> Finding:
    """It answers, and its clock agrees with ours."""
    if settings.is_sqlite:
        await sql.execute("SELECT 1")
        return Finding("database", settings.database_url)
    told = await sql.fetch_one(_Time, "SELECT now() AS now")
    drift = abs(clock.now() - told.now) if told else timedelta()
    remedy = "Set both clocks by NTP." if drift > _MOST_DRIFT else ""
    return Finding("database", f"answers, clocks {drift.total_seconds():.1f} s apart", remedy)


async def _migrations(_settings: Settings) -> Finding:
    pending = await migrate.unapplied()
    return Finding(
        "migrations",
        f"pending: {', '.join(pending)}" if pending else "all applied",
        _REMEDIES["migrations"] if pending else "",
    )


async def _keys(settings: Settings) -> Finding:
    """The keys that passes are signed with open with our secret."""
    seal = Seal(keys.sealing(settings.secret()))
    found = await SigningKey.all()
    sealed = []
    for key in found:
        with suppress(BrokenSeal):
            key.seed(seal)
            continue
        sealed.append(str(key.key_id))
    if sealed:
        return Finding("keys", f"do not open: {', '.join(sealed)}", _REMEDIES["keys"])
    return Finding("keys", f"{len(found)} open" if found else "none yet: made at the first start")


async def _operator(_settings: Settings) -> Finding:
    count = await grants.alive(Role.OPERATOR).count()
    return Finding("operator", f"{count} of them", "" if count else _REMEDIES["operator"])


async def _outbox(_settings: Settings) -> Finding:
    now = clock.now()
    oldest = (
        await OutboxMessage.filter(delivered_at=None, due_at__lte=now).order_by("due_at").first()
    )
    delay = now - oldest.due_at if oldest else timedelta()
    remedy = _REMEDIES["outbox"] if delay > _MOST_DELAY else ""
    return Finding("outbox", f"the oldest message waits for {delay.total_seconds():.0f} s", remedy)
