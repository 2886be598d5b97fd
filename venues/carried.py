"""What tablets carry: heads, manifests and changes, made once for all who ask about then."""

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from uuid import UUID

from models import clock
from models.door_feed import heads, people, reading
from models.door_feed.people import PersonRow
from venues import changes, manifests
from venues.manifests import Head

MOST_CHANGES = 2_000
_HEAD_SECONDS = 1.0
_MANIFEST_SECONDS = 10.0
_UNCHANGED_SECONDS = 120.0
_MOST_EVENTS = 16
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest as it is sent: gzip; `tag` tells it from every other."""

    tag: str
    content: bytes
    head: str
    seq: int


@dataclass(frozen=True, slots=True)
class Changes:
    """A stretch of changes as it is sent; `end` is where the reader stands afterwards.

    `head` is the hash of the head that the reader then knows, `has_news` whether anything changed,
    `made_at` when it was: from then on what the reader has is good for as long again.
    """

    content: bytes
    end: int
    is_live: bool
    head: str
    has_news: bool
    made_at: datetime


@dataclass(slots=True)
class _Shelf:
    """What was made for one event, and when by the monotonic clock."""

    head_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    head: Head | None = None
    head_at: float = 0.0
    renewed_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    manifest: Manifest | None = None
    manifest_at: float = 0.0


@dataclass(slots=True)
class Carried:
    """One per process."""

    _shelves: OrderedDict[UUID, _Shelf] = field(default_factory=OrderedDict)

    async def head(self, event_id: UUID, node: str) -> Head:
        """The head as it was within the last second; `node` is the event's global id."""
        shelf = self._shelf(event_id)
        oldest = max(monotonic() - _HEAD_SECONDS, shelf.renewed_at)
        async with shelf.head_turn:
            if shelf.head is None or shelf.head_at < oldest:
                begun_at = monotonic()
                shelf.head = manifests.head(await heads.read(event_id), node)
                shelf.head_at = begun_at
            return shelf.head

    def renew(self, event_id: UUID) -> None:
        """Something in the head has changed: whoever asks from now on is to hear of it."""
        self._shelf(event_id).renewed_at = monotonic()

    async def manifest(self, event_id: UUID, node: str) -> Manifest:
        """The manifest as it was within the last seconds: what came since stands in the changes."""
        shelf = self._shelf(event_id)
        async with shelf.turn:
            head = await self.head(event_id, node)
            age = monotonic() - shelf.manifest_at
            if shelf.manifest is None or not await _is_good(shelf.manifest, age, event_id, head):
                shelf.manifest = await _made(event_id, head)
                shelf.manifest_at = monotonic()
            return shelf.manifest

    async def changes(
        self, event_id: UUID, node: str, after: int, known: str, *, but_for: UUID
    ) -> Changes:
        """What happened after a place, for a device that knows the head with that hash.

        Raises reading.Gone for a place that the feed does not have.
        """
        head = await self.head(event_id, node)
        stretch = await reading.stretch(event_id, after, MOST_CHANGES, but_for=but_for)
        now = clock.now()
        return Changes(
            content=changes.encode(stretch, head, known, now),
            end=stretch.end,
            is_live=stretch.is_live,
            head=head.hash,
            has_news=bool(stretch.changes) or head.hash != known,
            made_at=now,
        )

    def _shelf(self, event_id: UUID) -> _Shelf:
        shelf = self._shelves.setdefault(event_id, _Shelf())
        self._shelves.move_to_end(event_id)
        while len(self._shelves) > _MOST_EVENTS:
            self._shelves.popitem(last=False)
        return shelf


async def _is_good(manifest: Manifest, age: float, event_id: UUID, head: Head) -> bool:
    """Whether it is young enough to be sent once more, or nothing has changed since."""
    if manifest.head != head.hash or age > _UNCHANGED_SECONDS:
        return False
    return age <= _MANIFEST_SECONDS or await reading.head(event_id) == manifest.seq


async def _made(event_id: UUID, head: Head) -> Manifest:
    """Its place is read before its people, so that no change falls between.

    A page is packed in a thread, since names of thousands take a while to spell, and the next one
    is read meanwhile.
    """
    loop = asyncio.get_running_loop()
    seq, now = await reading.head(event_id), clock.now()
    packer = zlib.compressobj(level=6, wbits=_GZIP)
    packing = loop.run_in_executor(None, packer.compress, head.text(seq, now) + b"\n")
    packed = bytearray()
    async for page in people.pages(event_id):
        packed += await packing
        packing = loop.run_in_executor(None, _packed, packer, page, head)
    packed += await packing + packer.flush()
    tag = f'"{head.hash}-{seq}-{manifests.milliseconds(now)}"'
    return Manifest(tag, bytes(packed), head.hash, seq)


def _packed(packer: "zlib._Compress", page: Sequence[PersonRow], head: Head) -> bytes:
    return packer.compress(manifests.lines(page, head))
