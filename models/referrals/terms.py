"""What an installation says of referrals."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """How long after making an account one may name a code, and what links to a code begin with."""

    window: timedelta = timedelta(days=30)
    links: str = ""

    def link(self, code: str) -> str:
        """The link that a member hands to friends."""
        return f"{self.links}/r/{code}"

    def invite(self, code: str, event: str) -> str:
        """The link by which a member invites people to an event."""
        return f"{self.link(code)}/{event}"
