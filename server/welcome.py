"""The welcome: where the server is, and how to sign in as each of the story's people."""

from textwrap import dedent
from uuid import UUID

from schema import nodes
from server.settings import Settings
from server.story.brand import DOMAIN

_PARTS = {
    "operator": "runs the brand: venues, dealers, circles, everyone",
    "member": "a member, host of the first circle",
    "dealer": "staff of the first dealer: its leads",
    "gate": "staff of the first venue: its tablets and doors",
}


def welcome(settings: Settings, venue_id: UUID | None) -> str:
    """What a newcomer reads; `venue_id` is where the story's gatekeeper works, if it was told."""
    told = [f"\nPaddock is ready: {settings.address}/graphql (open it in a browser to try queries)"]
    if venue_id is not None:
        told += [
            _sign_in(settings),
            f"See the doors of events live at {settings.address}/door, as gate@{DOMAIN}.\n",
            _tablet(nodes.encode("Venue", venue_id)),
        ]
    if not settings.smtp_host:
        told.append(f"Letters are written to {settings.letters}, since no SMTP server is set.")
    return "\n".join([*told, "Stop with Ctrl-C.\n"])


def _sign_in(settings: Settings) -> str:
    width = max(map(len, _PARTS)) + len(DOMAIN) + 3
    people = "\n".join(f"  {f'{part}@{DOMAIN}':<{width}}{does}" for part, does in _PARTS.items())
    asked = (
        "mutation { signInComplete(input: {"
        f'idempotencyKey: \\"\'$RANDOM-$RANDOM\'\\", email: \\"operator@{DOMAIN}\\",'
        f' code: \\"{settings.story_code}\\"}}) {{ token userErrors {{ message }} }} }}'
    )
    return f"""
Sign in with the code {settings.story_code} as
{people}

curl -s {settings.address}/graphql -H 'Content-Type: application/json' \\
  -d '{{"query": "{asked}"}}'

Send the token with each request: -H 'Authorization: Bearer ps_…'
"""


def _tablet(venue: str) -> str:
    return dedent(
        f"""\
        Pair a tablet: as gate@{DOMAIN}
          mutation {{ devicePairingStart(input: {{idempotencyKey: "1", venue: "{venue}"}})
            {{ code qrSvg expiresAt userErrors {{ message }} }} }}
        and, as nobody, on the tablet
          mutation {{ devicePair(input: {{idempotencyKey: "1", code: "…", name: "North gate",
            publicKey: "…"}}) {{ credential userErrors {{ message }} }} }}
        """
    )
