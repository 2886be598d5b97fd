"""A receipt: what a visitor at a stand agreed to, as the tablet sealed it with its signature."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

TABLET_CONTEXT = b"paddock consent 1\n"
"""What stands before a receipt's text where a tablet signs it, so that it signs nothing else."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`id` is the lead's, `at` by the tablet's own clock, `seat` None for who has none.

    The name, phone and email are as the visitor saw them when they agreed.
    """

    id: UUID
    device: UUID
    event: UUID
    dealer: UUID
    dealer_name: str
    purposes: tuple[str, ...]
    text_version: int
    text_hash: str
    language: str
    at: datetime
    name: str
    phone: str
    email: str
    seat: UUID | None
