"""`consent`: the receipts of consents, and the keys that sign them."""

import asyncio
import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from pathlib import Path
from typing import Annotated, Any

import typer

from models import consent_receipts, database, receipt_keys, sealed_receipts
from models.receipt_keys import ReceiptKey
from models.sealed_receipts import ReceiptWrong
from models.seals import Seal
from server import keys as derived
from server.commands.console import fail, read_settings, refuse_pending
from server.settings import Settings

commands = typer.Typer()
consent = typer.Typer(help="Verify consents, and manage the keys.", no_args_is_help=True)
commands.add_typer(consent, name="consent")


@consent.command()
def verify(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Receipts, a line of JSON each.")
    ],
    keys: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Public keys, as `consent keys` tells."),
    ] = None,
) -> None:
    """Verify receipts with public keys alone; ends with 1 where one of them proves nothing.

    With --keys no database is opened; without, the keys of this installation are taken.
    """
    trusted = _read_keys(keys) if keys else _own_keys()
    lines = [line for line in _lines(file) if line.strip()]
    problems = 0
    for number, line in enumerate(lines, 1):
        said, is_good = _told(line, trusted)
        problems += not is_good
        typer.echo(f"{number}: {said}")
    if problems or not lines:
        raise fail(f"{problems} of {len(lines)} receipts prove nothing.")


@consent.command(name="keys")
def tell() -> None:
    """Tell the public keys by which a receipt may be signed, a line of JSON each."""
    used = _ready()
    for key in asyncio.run(_with(used, receipt_keys.trusted())):
        public = b64encode(key.public_key).decode()
        made = key.created_at.isoformat(timespec="seconds")
        typer.echo(json.dumps({"keyId": key.key_id, "publicKey": public, "createdAt": made}))


@consent.command()
def rotate() -> None:
    """Sign with a fresh key from now on; receipts of the older ones go on being good."""
    used = _ready()
    key = asyncio.run(_with(used, receipt_keys.rotate(_seal(used))))
    typer.echo(f"Key {key.key_id} signs from now on.")


@consent.command()
def retire(
    key_id: Annotated[str, typer.Argument(help="Its name, as `consent keys` tells.")],
) -> None:
    """Trust a key no longer, as when it has leaked; what it signed is signed anew."""
    used = _ready()
    count = asyncio.run(_with(used, _retire(key_id, _seal(used))))
    typer.echo(f"Key {key_id} is retired; {count} receipts were signed anew.")


@consent.command()
def seal() -> None:
    """Seal the consents that have no receipt, as those from before there were any."""
    used = _ready()
    count = asyncio.run(_with(used, consent_receipts.seal_all(_seal(used))))
    typer.echo(f"{count} receipts were sealed.")


def _told(line: str, trusted: dict[str, bytes]) -> tuple[str, bool]:
    try:
        said = sealed_receipts.check(line, trusted)
    except ReceiptWrong as problem:
        return f"WRONG: {problem}", False
    word = "granted to" if said["granted"] else "taken back from"
    return f"good: {said['id']} {word} {said['dealerName']}", True


def _read_keys(file: Path) -> dict[str, bytes]:
    """Public keys by name. A name that is not the key's own is refused: nobody could trust it."""
    found: dict[str, bytes] = {}
    for line in _lines(file):
        if not line.strip():
            continue
        try:
            said: Any = json.loads(line)
            name, key = said["keyId"], b64decode(said["publicKey"], validate=True)
        except (ValueError, KeyError, TypeError, NotBase64):
            raise fail(f"{file}: this is no key: {line.strip()}") from None
        if name != sealed_receipts.key_id_of(key):
            raise fail(f"{file}: {name} is not the name of its key")
        found[name] = key
    return found


def _lines(file: Path) -> list[str]:
    """What cannot be read as text is wrong, and is told as such."""
    return file.read_text(encoding="utf-8", errors="surrogateescape").split("\n")


def _own_keys() -> dict[str, bytes]:
    trusted: list[ReceiptKey] = asyncio.run(_with(_ready(), receipt_keys.trusted()))
    return {key.key_id: key.public_key for key in trusted}


def _ready() -> Settings:
    used = read_settings()
    refuse_pending(used)
    return used


def _seal(used: Settings) -> Seal:
    return Seal(derived.sealing(used.secret()))


async def _with(used: Settings, work: Any) -> Any:
    async with database.connected(used.database_url):
        return await work


async def _retire(key_id: str, by: Seal) -> int:
    """Another key takes over first where the last trusted one goes."""
    if not await receipt_keys.retire(key_id):
        raise fail(f"{key_id} is no key that is trusted.")
    await receipt_keys.ensure(by)
    return await consent_receipts.renew(key_id, by)
