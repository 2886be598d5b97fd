"""A feed: where its changes stand, whose they are, and where each owner's numbers have got to."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Feed:
    """Names of tables and columns, all ours; each owner has numbers of its own.

    `changes` have an owner in the column `owner`, a `seq` and a time `at`. `heads` has a row for
    each owner, known by the column `key`, with the last number given, `last`, and the last one
    forgotten, `floor`; `make_heads` makes those that may be missing. `bell` is rung when changes
    were committed, `topic` begins what is rung once they have numbers. `lock` is held while they
    are numbered: any number, the same in every process.
    """

    changes: str
    owner: str
    heads: str
    key: str
    last: str
    floor: str
    bell: str
    topic: str
    lock: int
    make_heads: Callable[[Collection[UUID]], Awaitable[None]] | None = None

    def bell_of(self, owner_id: UUID) -> str:
        """The doorbell topic of one owner's changes, once they have their numbers."""
        return f"{self.topic}:{owner_id}"
