"""Syncing: an edge tells the cloud what it heard and hears what it must know, whenever it can."""

import asyncio
import random
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from models import clock, doorbell, heard_batches
from models.copies import taking
from models.copies.taking import CopyOfAnotherVersionError
from models.events import Event
from models.heard_batches import HeardBatch
from server.edge.cloud import (
    Cloud,
    CloudAway,
    CloudRefusedError,
    CredentialRevokedError,
    TooLargeError,
)
from server.edge.place import Place, Standing
from venues import relays
from venues.merging import conclude

COPY_SECONDS = 10.0
WHOLE_EVERY = timedelta(minutes=30)
MOST_CHARACTERS = 500_000  # of batches in one relay, well below what a server takes
_GATHER_SECONDS = 0.25  # so that what comes at once goes at once
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_CLOSE_ENOUGH = timedelta(seconds=2)  # a slower answer tells too little of the time
_MILLISECOND = timedelta(milliseconds=1)

_log = structlog.get_logger("paddock.edge")


@dataclass
class Sync:
    """One per edge; `on_revoked` is called once the cloud knows it no more.

    `contact_at` is when the cloud last answered, `trouble` why it does not, `refused` how many
    batches the cloud did not count.
    """

    cloud: Cloud
    place: Place
    event_id: UUID
    address: str
    on_revoked: Callable[[], None] = lambda: None
    standing: Standing = field(init=False)
    contact_at: datetime | None = None
    trouble: str = ""
    refused: int = 0
    too_large: set[UUID] = field(default_factory=set)
    _room: int = MOST_CHARACTERS
    _copied_at: datetime | None = None
    _whole_at: datetime | None = None

    def __post_init__(self) -> None:
        self.standing = self.place.standing()

    @property
    def clock_offset(self) -> timedelta:
        """What must be added to this computer's clock."""
        return self.standing.clock_offset

    async def run(self, stop: asyncio.Event) -> None:
        """Be in contact until `stop` is set, or the cloud knows this edge no more."""
        pause = _FIRST_PAUSE
        with doorbell.listening(heard_batches.BELL) as rung:
            while not stop.is_set():
                seconds = await self._tried()
                if seconds is None:
                    return
                if self.trouble:
                    await _sleep(max(pause, seconds) * random.uniform(0.5, 1.5), stop)  # noqa: S311  no secret
                    pause = min(2 * pause, _LONGEST_PAUSE)
                else:
                    pause = _FIRST_PAUSE
                    await doorbell.heard(rung, COPY_SECONDS)
                    await _sleep(_GATHER_SECONDS, stop)

    async def has_copy(self) -> bool:
        """Whether there is a copy to serve; where there is none, nothing of one is known."""
        if await Event.filter(id=self.event_id).exists():
            return True
        self._keep(tag="", people="", made_at="")
        return False

    async def contact(self) -> None:
        """Tell all that is unsent, then, where it is time, hear what is new.

        Raises CloudAway, or CloudRefusedError for what would be refused again.
        """
        while await self._relay():
            pass
        now = clock.now()
        if self._copied_at is None or now - self._copied_at >= timedelta(seconds=COPY_SECONDS):
            await self._announce()
            await self._measure_clock()
            await self.refresh()
            self._copied_at = now
        self.contact_at = clock.now()

    async def refresh(self) -> None:
        """Bring the copy to what the cloud says now; now and then the whole of it."""
        now = clock.now()
        is_whole = self._whole_at is not None and now - self._whole_at >= WHOLE_EVERY
        fetched = await self.cloud.copy(self.event_id, Standing() if is_whole else self.standing)
        if self._whole_at is None or is_whole:
            self._whole_at = now
        if fetched is None:
            return
        copied = await asyncio.to_thread(taking.parsed, fetched.content.splitlines())
        await taking.take(copied, conclude)
        self._keep(tag=fetched.tag, people=copied.people, made_at=copied.made_at.isoformat())

    async def _tried(self) -> float | None:
        """How long the cloud wants to be left alone after this contact; None if it is the last."""
        try:
            await self.contact()
        except CredentialRevokedError as revoked:
            self.trouble = str(revoked)
            self.place.lay_credential_aside()
            self.on_revoked()
            return None
        except CloudAway as away:
            self.trouble = str(away)
            return away.seconds
        except (CloudRefusedError, CopyOfAnotherVersionError) as problem:
            self.trouble = str(problem) or str(problem.__doc__)
            _log.error("the cloud and this edge do not agree", problem=self.trouble)
            return _LONGEST_PAUSE
        self.trouble = ""
        return 0

    async def _announce(self) -> None:
        if self.standing.announced != self.address:
            await self.cloud.announce(self.address)
            self._keep(announced=self.address)

    async def _relay(self) -> bool:
        """Pass on the first that wait; whether there were any.

        Killed before the answer is noted, it passes the same on again, which counts once.
        """
        waiting = await heard_batches.unsent(relays.MOST, self.too_large)
        batches = _fitting(waiting, self._room)
        if not batches:
            return False
        try:
            answer = await self.cloud.relay([_told(one) for one in batches], self.clock_offset)
        except TooLargeError:
            self._shrink(batches)
            return True
        self._note(batches, answer.refusals)
        await heard_batches.passed_on(batches)
        self.contact_at = clock.now()
        return True

    def _shrink(self, batches: Sequence[HeardBatch]) -> None:
        """Say less at once; what is too much all alone waits for a cloud that takes more."""
        self._room //= 2
        if len(batches) == 1:
            self.too_large.add(batches[0].id)
            self._room = MOST_CHARACTERS
            _log.error("the cloud takes no batch this large", batch=str(batches[0].id))

    def _note(self, batches: Sequence[HeardBatch], refusals: Sequence[str | None]) -> None:
        for batch, refusal in zip(batches, refusals, strict=True):
            if refusal:
                self.refused += 1
                _log.warning("a batch does not count", batch=str(batch.id), why=refusal)

    async def _measure_clock(self) -> None:
        """Compare clocks by a sign of life.

        What the time on the way leaves open changes nothing.
        """
        offset, sent_at = self.clock_offset, clock.now()
        received_at = (await self.cloud.relay([], offset)).received_at
        way = clock.now() - sent_at
        ahead = received_at - (sent_at + way / 2)
        if way <= _CLOSE_ENOUGH and abs(ahead) > way / 2 + 5 * _MILLISECOND:
            self._keep(clock_offset_ms=(offset + ahead) // _MILLISECOND)

    def _keep(self, **changed: Any) -> None:
        self.standing = replace(self.standing, **changed)
        self.place.keep_standing(self.standing)


def _fitting(batches: Sequence[HeardBatch], room: int) -> Sequence[HeardBatch]:
    """As many of the first as there is room for, at least one."""
    for count, batch in enumerate(batches):
        room -= len(batch.text)
        if room < 0 and count:
            return batches[:count]
    return batches


def _told(batch: HeardBatch) -> dict[str, str]:
    return {
        "batch": batch.text,
        "signature": b64encode(batch.signature).decode(),
        "receivedAt": batch.received_at.isoformat(),
    }


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
