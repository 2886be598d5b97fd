"""Recounting: what a row keeps, beside what counting gives."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row's cached count and the real one."""

    id: UUID
    kept: int
    counted: int
