"""The life of an edge: from a fresh folder to a server that goes on without the cloud."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from models import clock, database, heard_batches
from server import boot, migrate
from server.edge.cloud import Cloud, CloudAway, CredentialRevokedError
from server.edge.place import Pairing, Place
from server.edge.status import tell
from server.edge.syncing import Sync
from server.loops import again
from server.running import Beside
from server.settings import Environment, LogFormat, Settings, kept_secret

_TRY_AGAIN_SECONDS = 3.0
_CERTIFICATE = "application/x-x509-ca-cert"


class NotPairedError(Exception):
    """This edge is not paired yet: give it the code that the venue's staff are shown, by --code."""


class PairedElsewhereError(Exception):
    """This edge is paired with another address; go on with that, or delete its folder."""


class UnsentError(Exception):
    """The cloud has not had all that was heard here; let this edge reach it first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What an edge was started with."""

    cloud: str
    event_id: UUID
    name: str
    host: str
    port: int
    address: str
    code: str = ""
    certificate: Path | None = None
    key: Path | None = None
    authority: Path | None = None


def settings_of(wish: Wish, place: Place) -> Settings:
    """Those of a server in production, with a database and a secret of its own."""
    return Settings(
        environment=Environment.PRODUCTION,
        secret_key=SecretStr(kept_secret(place.folder / "secret.key")),
        var=place.folder,
        host=wish.host,
        port=wish.port,
        public_url=wish.address,
        allowed_origins=(wish.cloud,),
        certificate=wish.certificate,
        certificate_key=wish.key,
        is_edge=True,
        database_url=place.database_url,
        valkey_url="",
        worker_inside=False,
        only_trusted_documents=False,
        trusted_documents=(),
        log_format=LogFormat.PRETTY,
    )


async def prepare(wish: Wish, place: Place, say: Callable[[str], None]) -> None:
    """Migrate, pair, and load the copy; what was done before is not done again.

    Waits for the cloud as long as there is no copy to serve. Raises NotPairedError, or what the
    cloud refuses the code with.
    """
    await migrate.migrate(place.database_url)
    async with database.connected(place.database_url):
        await boot.refuse_seeds()
        async with _cloud(wish) as cloud:
            await _pair(wish, place, cloud)
            sync = Sync(cloud, place, wish.event_id, wish.address)
            with clock.corrected(lambda: sync.clock_offset):
                while not await sync.has_copy():
                    try:
                        await sync.contact()
                    except CredentialRevokedError:
                        place.lay_credential_aside()
                        raise
                    except CloudAway as away:
                        say(f"There is no copy of the event yet, and no cloud ({away}).")
                        await asyncio.sleep(_TRY_AGAIN_SECONDS)


async def wipe(place: Place) -> None:
    """Delete the edge with all that it knows of people; UnsentError where that would lose scans."""
    if (place.folder / "edge.db").exists():
        await migrate.migrate(place.database_url)
        async with database.connected(place.database_url):
            if count := await heard_batches.count_unsent():
                raise UnsentError(f"{count} batches: {UnsentError.__doc__}")
    await asyncio.to_thread(shutil.rmtree, place.folder)


def beside(
    wish: Wish, place: Place, say: Callable[[str], None], stop_serving: Callable[[], None]
) -> Beside:
    """Makes what runs beside the requests: the contact with the cloud, and what is told of it."""

    @asynccontextmanager
    async def living() -> AsyncIterator[None]:
        async with _cloud(wish) as cloud:
            pairing = place.pairing
            cloud.credential = pairing.credential if pairing else ""
            sync = Sync(cloud, place, wish.event_id, wish.address, stop_serving)
            with clock.corrected(lambda: sync.clock_offset):
                stop = asyncio.Event()
                tasks = [
                    asyncio.create_task(again(lambda: sync.run(stop), stop)),
                    asyncio.create_task(again(lambda: tell(sync, say, stop), stop)),
                ]
                try:
                    yield
                finally:
                    stop.set()
                    for task in tasks:  # what is cut off is told again after the next start
                        task.cancel()
                        with suppress(asyncio.CancelledError):
                            await task

    return living


def routes(wish: Wish) -> list[Route]:
    """What an edge serves and a cloud does not: its authority's certificate, for tablets."""
    authority = wish.authority
    if authority is None:
        return []

    async def certificate(_request: Request) -> Response:
        return FileResponse(authority, media_type=_CERTIFICATE, filename="paddock-edge.crt")

    return [Route("/authority.crt", certificate)]


async def _pair(wish: Wish, place: Place, cloud: Cloud) -> None:
    pairing = place.pairing
    if pairing is None:
        if not wish.code:
            raise NotPairedError(NotPairedError.__doc__)
        pairing = Pairing(wish.cloud, await cloud.pair(wish.code, wish.name))
        place.keep_pairing(pairing)
    if pairing.cloud != wish.cloud:
        raise PairedElsewhereError(f"{pairing.cloud}: {PairedElsewhereError.__doc__}")
    cloud.credential = pairing.credential


@asynccontextmanager
async def _cloud(wish: Wish) -> AsyncIterator[Cloud]:
    cloud = Cloud(wish.cloud)
    try:
        yield cloud
    finally:
        await cloud.aclose()
