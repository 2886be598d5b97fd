"""`edge`: stand in for the cloud at one event, at its venue, whatever the network does."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

import typer

from models.edges import origin_of
from models.refusals import Refusal
from schema import nodes
from server import app, logs, serving
from server.boot import SeedsOnEdgeError
from server.commands.console import fail, read_settings
from server.edge import authority, life
from server.edge.authority import NameNotCoveredError
from server.edge.cloud import CloudAway, CloudRefusedError
from server.edge.life import NotPairedError, PairedElsewhereError, UnsentError, Wish
from server.edge.place import Place
from server.serving import Server

commands = typer.Typer()
_LOOPBACK = ("localhost", "127.0.0.1")
_EXPECTED = (
    CloudAway, CloudRefusedError, NotPairedError, PairedElsewhereError, SeedsOnEdgeError,
)  # fmt: skip


@commands.command()
def edge(  # noqa: PLR0913, PLR0917  an option each
    cloud: Annotated[str, typer.Option("--from", help="The cloud, as https://paddock.example.")],
    event: Annotated[str, typer.Option(help="The event's id, as the API tells it.")],
    code: Annotated[
        str, typer.Option(help="What edgePairingStart told; for the first start alone.")
    ] = "",
    name: Annotated[str, typer.Option(help="What the staff call this computer.")] = "Edge",
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 is everywhere.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8443,
    address: Annotated[
        str, typer.Option(help="Where tablets reach it, as https://edge.venue.example:8443.")
    ] = "",
    certificate: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A certificate, PEM.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its key, PEM.")
    ] = None,
    *,
    own_ca: Annotated[
        bool, typer.Option("--own-ca", help="Make an authority that tablets are told to trust.")
    ] = False,
    wipe: Annotated[
        bool, typer.Option("--wipe", help="Delete what this computer has of the event, and end.")
    ] = False,
) -> None:
    """Serve one event's tablets from this computer, and sync with the cloud when it can."""
    wish = _wish(cloud, event, name, code, host, port, address)
    place = Place(read_settings().var / "edge" / str(wish.event_id))
    if wipe:
        _wipe(place)
        return
    wish = _certified(wish, place, certificate, key, own_ca=own_ca)
    logs.configure(life.settings_of(wish, place).logs_as)
    try:
        asyncio.run(life.prepare(wish, place, typer.echo))
    except _EXPECTED as problem:
        raise fail(str(problem) or str(problem.__doc__)) from None
    if not _serve(wish, place):
        raise fail(
            "The cloud does not know this edge any more. What is unsent is kept; pair anew with a"
            " fresh --code to hand it in."
        )


def _wipe(place: Place) -> None:
    try:
        asyncio.run(life.wipe(place))
    except UnsentError as problem:
        raise fail(str(problem)) from None
    typer.echo(f"{place.folder} is gone; revoke the edge in the cloud as well.")


def _serve(wish: Wish, place: Place) -> bool:
    """Serve until told to stop; False where the edge was revoked."""
    settings = life.settings_of(wish, place)
    is_revoked = False

    def stop_serving() -> None:
        nonlocal is_revoked
        is_revoked = server.should_exit = True

    living = life.beside(wish, place, typer.echo, stop_serving)
    application = app.build(settings, also=life.routes(wish), beside=living)
    server = Server(application, settings, lambda: typer.echo(f"Tablets: {wish.address}"))
    serving.run(server)
    return not is_revoked


def _wish(  # noqa: PLR0913, PLR0917  an option each
    cloud: str, event: str, name: str, code: str, host: str, port: int, address: str
) -> Wish:
    """What was asked for, with what can be told at once checked at once."""
    origins = []
    for said in (cloud, address or f"http://{host}:{port}"):
        try:
            origins.append(origin_of(said, "address"))
        except Refusal as refusal:
            raise fail(f"{said}: {refusal.message('en')}") from None
    return Wish(origins[0], _event_id(event), name, host, port, origins[1], code)


def _certified(
    wish: Wish, place: Place, certificate: Path | None, key: Path | None, *, own_ca: bool
) -> Wish:
    """With the papers that make up an address that begins with https."""
    if (certificate is None) is not (key is None):
        raise fail("--certificate and --key belong together.")
    if own_ca:
        if certificate:
            raise fail("--own-ca makes a certificate: give either that, or one of yours.")
        wish = _by_own_authority(wish, place)
    elif certificate:
        wish = replace(wish, certificate=certificate, key=key)
    if wish.address.startswith("https:") is (wish.certificate is None):
        raise fail(
            f"{wish.address}: a certificate and an address with https:// belong together; see"
            " docs/edge.md."
        )
    return wish


def _by_own_authority(wish: Wish, place: Place) -> Wish:
    host = urlsplit(wish.address).hostname or ""
    try:
        made = authority.papers(
            place.folder.parent / "authority", list(dict.fromkeys([host, *_LOOPBACK]))
        )
    except NameNotCoveredError as problem:
        raise fail(str(problem)) from None
    typer.echo(
        f"Tablets that are to trust this edge get {wish.address}/authority.crt; compare:\n"
        f"  SHA-256 {made.fingerprint}"
    )
    return replace(wish, certificate=made.certificate, key=made.key, authority=made.authority)


def _event_id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        found = nodes.decode(said)
    if found is None or found[0] != "Event":
        raise fail(f"{said} is not the id of an event.")
    return found[1]
