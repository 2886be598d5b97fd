"""The picture store: a folder on disk or a bucket of any S3-compatible store, used alike."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Self

import obstore
from obstore.store import LocalStore, S3Store

from models.pictures.cleaning import Cleaned

if TYPE_CHECKING:
    from obstore import GetResult
    from obstore.store import S3Config

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_MEDIA_TYPES = {ending: media_type for media_type, ending in _ENDINGS.items()}
_KEY = re.compile(r"[\w-]{43}\.(?:jpg|png|webp)", re.ASCII)
_CHUNK = 256 * 1024
_PATIENCE = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a picture and its thumbnail lie: keys that nobody guesses."""

    key: str
    thumbnail_key: str


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the store, to be read once."""

    media_type: str
    byte_size: int
    chunks: AsyncIterator[bytes]


class PictureStore:
    """Keeps the files of pictures."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    @classmethod
    def at(
        cls, url: str, *, endpoint: str = "", region: str = "", key_id: str = "", secret: str = ""
    ) -> Self:
        """The store at `file:///folder`, which is made if missing, or at `s3://bucket/folder`.

        An endpoint is a store other than Amazon's; one on http is spoken to in the clear.
        """
        if not url.startswith("s3://"):
            return cls(LocalStore.from_url(url, mkdir=True))
        bucket, _, folder = url.removeprefix("s3://").partition("/")
        config: S3Config = {"region": region, "virtual_hosted_style_request": False}
        if endpoint:
            config["endpoint"] = endpoint
        if key_id:
            config |= {"access_key_id": key_id, "secret_access_key": secret}
        return cls(
            S3Store(
                bucket,
                prefix=folder or None,
                config=config,
                client_options={
                    "allow_http": endpoint.startswith("http://"),
                    "timeout": _PATIENCE,
                },
                retry_config={"max_retries": 2, "retry_timeout": _PATIENCE},
            )
        )

    async def keep(self, cleaned: Cleaned) -> Kept:
        """Store a picture and its thumbnail under new keys."""
        ending = _ENDINGS[cleaned.media_type]
        kept = Kept(_new_key(ending), _new_key(ending))
        await obstore.put_async(self._store, kept.key, cleaned.content)
        await obstore.put_async(self._store, kept.thumbnail_key, cleaned.thumbnail)
        return kept

    async def find(self, key: str) -> Found | None:
        """The file under a key; None for a key that is not there, or is none."""
        if not _KEY.fullmatch(key):
            return None
        try:
            result = await obstore.get_async(self._store, key)
        except FileNotFoundError:
            return None
        return Found(
            media_type=_MEDIA_TYPES[key.rpartition(".")[2]],
            byte_size=result.meta["size"],
            chunks=_chunks(result),
        )

    async def drop(self, kept: Kept) -> None:
        """Delete a picture and its thumbnail; doing it twice is doing it once."""
        for key in (kept.key, kept.thumbnail_key):
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)


async def _chunks(result: "GetResult") -> AsyncIterator[bytes]:
    async for chunk in result.stream(min_chunk_size=_CHUNK):
        yield bytes(chunk)


def _new_key(ending: str) -> str:
    return f"{secrets.token_urlsafe(32)}.{ending}"
