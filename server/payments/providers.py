"""A payment provider: takes a payment, pays it back, and tells of both by signed callbacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from models.appointments.payments import Notice


class Provider(Protocol):
    """What every provider can do; a payment is known to it by our reference."""

    async def create(self, reference: str, amount_fen: int) -> str:
        """The address at which one pays; asked for the same reference again, the same payment."""

    async def refund(self, reference: str, amount_fen: int) -> None:
        """Have it paid back; asking twice pays back once. A callback tells when it is done."""

    def heard(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """What a callback says; None where its signature is not the provider's own."""


class NoSuchProvider(Exception):
    """The settings of this process name no such provider, and others may have."""


@dataclass(frozen=True, slots=True)
class Payments:
    """The providers that this installation has, and the one for new payments; "" for none."""

    providers: Mapping[str, Provider] = field(default_factory=dict)
    current: str = ""

    def of(self, name: str) -> Provider:
        """The provider of this name. Raises NoSuchProvider where there is none."""
        if name not in self.providers:
            raise NoSuchProvider(name)
        return self.providers[name]
