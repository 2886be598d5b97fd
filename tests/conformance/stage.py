"""What the clients need of the story, made through the public API: a corner for each of them.

Nobody's corner is seen from another's, so that their tests can run at the same time.
"""

import json
from base64 import b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from models import clock
from server.settings import Settings
from server.story.brand import DOMAIN
from tests.journeys.api import Caller
from tests.tablets import TabletKey, key_of

CLIENTS = ("apollo", "graphql-sse", "graphql-ws", "relay", "urql")
PARTY = 20
LEADS = 200
_READERS = [f"guest.{number}" for number in range(1, len(CLIENTS) + 1)]
_SELLER = "seller.1"
_OTHERS = [_SELLER, "seller.2", "seller.3", "guest.6", "guest.7", "guest.8"]
_VISITORS = PARTY * (len(_READERS) + len(_OTHERS))

_CIRCLES = "{ circles(first: 50) { edges { node { id joinPolicy } } } }"


@dataclass(frozen=True, slots=True)
class Door:
    """A tablet at a gate, and passes of people who agreed to be the dealer's leads.

    The first three are ids as they stand in batches, `seed` is the tablet's private key in base64,
    `tablet` its credential.
    """

    device: str
    event: str
    gate: str
    seed: str
    tablet: str
    passes: list[str]
    spare: list[str]


@dataclass(frozen=True, slots=True)
class Corner:
    """What one client has to itself.

    The reader and the writer are in the circle; the event is there to be registered for; the
    seller hears of the dealer's leads, who come through the door.
    """

    reader: str
    writer: str
    circle: str
    event: str
    seller: str
    dealer: str
    door: Door


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes part, signed in."""

    operator: Caller
    readers: list[Caller]
    seller: Caller
    writer: Caller
    visitors: list[Caller]


async def set_up(url: str) -> str:
    """Where the server is, how its seller signs in, and each client's corner, as JSON."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as http:
        cast = await _cast(Caller(http))
        venue = await _made(
            cast.operator, "venue", name="Conformance House", address="1 Test Road",
            zone="Asia/Shanghai",
        )  # fmt: skip
        corners = {
            client: await Furnishing(cast, reader, venue, client).run()
            for client, reader in zip(CLIENTS, cast.readers, strict=True)
        }
    told = {client: asdict(corner) for client, corner in corners.items()}
    seller = {"email": _address(_SELLER), "code": _code()}
    return json.dumps(
        {"url": url, "operator": cast.operator.token, "signInOfSeller": seller, "corners": told}
    )


@dataclass
class Furnishing:
    """Makes one corner; its reader sees the story's open circles too."""

    cast: Cast
    reader: Caller
    venue: str
    client: str

    async def run(self) -> Corner:
        """Make all of it."""
        operator, now = self.cast.operator, clock.now()
        hall = await _made(operator, "hall", venue=self.venue, name=self.client, capacity=_VISITORS)
        dealer = await _made(operator, "dealer", name=f"{self.client} motors", zone="Asia/Shanghai")
        await operator.do(
            "grantCreate", "grant { id }", member=await self.cast.seller.own_id(),
            role="DEALER_STAFF", scope=dealer,
        )  # fmt: skip
        return Corner(
            reader=self.reader.token,
            writer=self.cast.writer.token,
            circle=await self._circle(),
            event=await self._event(hall, now + timedelta(days=3), []),
            seller=self.cast.seller.token,
            dealer=dealer,
            door=await self._door(hall, now + timedelta(minutes=30), dealer),
        )

    async def _circle(self) -> str:
        found = (await self.reader.ask(_CIRCLES))["circles"]["edges"]
        circle = await _made(
            self.cast.operator, "circle", name=f"Users of {self.client}", joinPolicy="OPEN"
        )
        of_story = [e["node"]["id"] for e in found if e["node"]["joinPolicy"] == "OPEN"]
        for community in (*of_story, circle):
            await self.reader.do("communityJoin", "membership { id }", community=community)
        await self.cast.writer.do("communityJoin", "membership { id }", community=circle)
        return circle

    async def _event(self, hall: str, starts_at: datetime, dealers: list[str]) -> str:
        event = await _made(
            self.cast.operator, "event", venue=self.venue, hall=hall, dealers=dealers,
            title=f"Evening of {self.client}", capacity=_VISITORS, seatLimit=PARTY,
            startsAt=starts_at.isoformat(), endsAt=(starts_at + timedelta(hours=3)).isoformat(),
        )  # fmt: skip
        await self.cast.operator.do("eventPublish", "event { id }", event=event)
        return event

    async def _door(self, hall: str, starts_at: datetime, dealer: str) -> Door:
        operator = self.cast.operator
        event = await self._event(hall, starts_at, [dealer])
        gate = await _made(operator, "gate", hall=hall, name="Gate")
        key = TabletKey()
        started = await operator.do("devicePairingStart", "code", venue=self.venue)
        paired = await Caller(operator.http).do(
            "devicePair", "credential device { id }", code=started["code"], name=self.client,
            publicKey=key.public_text,
        )  # fmt: skip
        await operator.do(
            "deviceAssign", "device { id }", device=paired["device"]["id"], event=event, gate=gate,
            startsAt=(starts_at - timedelta(hours=2)).isoformat(),
            endsAt=(starts_at + timedelta(hours=4)).isoformat(),
        )  # fmt: skip
        passes = [text for one in self.cast.visitors for text in await _book(one, event, dealer)]
        return Door(
            device=str(key_of(paired["device"]["id"])),
            event=str(key_of(event)),
            gate=str(key_of(gate)),
            seed=b64encode(key.private.private_bytes_raw()).decode(),
            tablet=paired["credential"],
            passes=passes[:LEADS],
            spare=passes[LEADS:],
        )


async def _cast(anyone: Caller) -> Cast:
    async def sign_in(name: str) -> Caller:
        return await anyone.sign_in(_address(name), _code())

    operator = await sign_in("operator")
    readers = [await sign_in(name) for name in _READERS]
    others = [await sign_in(name) for name in _OTHERS]
    return Cast(operator, readers, others[0], others[1], [*readers, *others])


def _address(name: str) -> str:
    return f"{name}@{DOMAIN}"


def _code() -> str:
    code = Settings().story_code
    assert code is not None
    return code


async def _made(operator: Caller, noun: str, **said: Any) -> str:
    payload = await operator.do(f"{noun}Create", f"{noun} {{ id }}", **said)
    return str(payload[noun]["id"])


async def _book(member: Caller, event: str, dealer: str) -> list[str]:
    """The passes of a member and their guests, all of whom say yes to the dealer."""
    yes = [{"dealer": dealer, "textVersion": 1, "language": "en"}]
    payload = await member.do(
        "registrationCreate", "registration { seats { pass { text } } }",
        event=event, consents=yes,
        guests=[{"name": f"Guest {number}", "consents": yes} for number in range(2, PARTY + 1)],
    )  # fmt: skip
    return [seat["pass"]["text"] for seat in payload["registration"]["seats"]]
