"""Paddock's main job through the public API alone: from an empty venue to dealers who hear."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from uuid_utils.compat import uuid7

from models import clock
from tests.journeys.api import Caller, Refused, expect
from tests.journeys.at_the_door import AtTheDoor
from tests.journeys.booking import Booking, Tally, read_pass

CAPACITY = 8
MEMBERS = 8
STAFF = 3

_FEED = """{
  feed(first: 5) { edges { node { id commentCount reactionCount viewerHasReacted } } }
}"""

SignIn = Callable[[Caller, str], Awaitable[Caller]]


@dataclass
class MainJob:
    """The whole story; every step says itself in one line through `say`."""

    operator: Caller
    members: list[Caller]
    staff: list[Caller]
    anyone: Caller
    feed_url: str
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    ids: dict[str, str] = field(default_factory=dict)
    bookings: list[Booking] = field(default_factory=list)
    passes: dict[str, str] = field(default_factory=dict)

    async def run(self) -> Tally:
        """Do everything, in order, and count."""
        await self.open_the_house()
        await self.gather_the_community()
        await self.schedule_the_event()
        await self.register_everyone()
        await self.move_up_the_first_in_line()
        await AtTheDoor(self).run()
        await self.make_room_for_the_next_time()
        return self.tally

    async def open_the_house(self) -> None:
        """A venue with two halls and a gate each, three dealers with staff, a circle."""
        mark = f"{clock.now():%m-%d %H:%M:%S}"
        venue = await self.operator.do(
            "venueCreate", "venue { id }",
            name=f"Luming House Xuhui {mark}", address="上海市徐汇区龙腾大道 2600 号",
            city="Shanghai", zone="Asia/Shanghai",
            position={"latitude": 31.168, "longitude": 121.459},
        )  # fmt: skip
        self.ids["venue"] = venue["venue"]["id"]
        for hall, capacity in (("Atrium", 40), ("Workshop", 12)):
            made = await self.operator.do(
                "hallCreate", "hall { id }", venue=self.ids["venue"], name=hall, capacity=capacity
            )
            self.ids[hall] = made["hall"]["id"]
            gate = await self.operator.do(
                "gateCreate", "gate { id }", hall=self.ids[hall], name=f"{hall} gate"
            )
            self.ids[f"{hall} gate"] = gate["gate"]["id"]
        self.say("the operator opened a venue with two halls and a gate each")
        for staff, dealer in zip(self.staff, ("Xuhui", "Pudong", "Hongqiao"), strict=True):
            made = await self.operator.do(
                "dealerCreate", "dealer { id }", name=f"{dealer} Motors {mark}", city="Shanghai",
                zone="Asia/Shanghai",
            )  # fmt: skip
            self.ids[dealer] = made["dealer"]["id"]
            await self.operator.do(
                "grantCreate", "grant { id }", member=await staff.own_id(), role="DEALER_STAFF",
                scope=self.ids[dealer],
            )  # fmt: skip
        self.say("… three dealers, each with a person of its own staff")
        circle = await self.operator.do(
            "circleCreate", "circle { id }", name=f"Shanghai evenings {mark}", joinPolicy="OPEN",
            dimensions=[
                {"dimension": "CITY", "value": "Shanghai"},
                {"dimension": "INTEREST", "value": "Night drives"},
            ],
        )  # fmt: skip
        self.ids["circle"] = circle["circle"]["id"]
        self.say("… and a circle for Shanghai's night drives")

    async def gather_the_community(self) -> None:
        """Members join, post, comment, react, and found a group."""
        circle = self.ids["circle"]
        for member in self.members:
            await member.do("communityJoin", "membership { state }", community=circle)
        author, reader, *_ = self.members
        post = await author.do(
            "postCreate", "post { id }", community=circle,
            text="今晚外滩见？ The river is at its best after ten.",
        )  # fmt: skip
        post_id = post["post"]["id"]
        await reader.do("commentCreate", "comment { id }", post=post_id, text="I bring the tea. 🍵")
        await reader.do("reactionSet", "post { reactionCount }", post=post_id, kind="LOVE")
        feed = await reader.ask(_FEED)
        expect(
            {"id": post_id, "commentCount": 1, "reactionCount": 1, "viewerHasReacted": True}
            in [edge["node"] for edge in feed["feed"]["edges"]],
            feed,
        )
        self.say(f"{len(self.members)} members signed in, joined, posted, commented and reacted")
        founder = self.members[-1]
        founded = await founder.do(
            "groupCreate", "group { id }", name=f"Tea & torque {uuid7().hex[-6:]}",
            joinPolicy="OPEN",
        )  # fmt: skip
        self.ids["group"] = founded["group"]["id"]
        self.say("one of them founded an interest group")

    async def schedule_the_event(self) -> None:
        """An event in the smaller hall, whose room cannot be taken twice, and one beside it."""
        starts = clock.now() + timedelta(minutes=30)
        said = {
            "venue": self.ids["venue"], "hall": self.ids["Workshop"], "title": "Night drive: Bund",
            "startsAt": starts.isoformat(), "endsAt": (starts + timedelta(hours=3)).isoformat(),
            "setupMinutes": 30, "capacity": CAPACITY, "waitlistMode": "PROMOTE",
            "dealers": [self.ids["Xuhui"], self.ids["Pudong"]],
        }  # fmt: skip
        self.ids["event"] = await self._event(said)
        await self._taken({**said, "title": "Somebody else's party"})
        beside = {**said, "hall": self.ids["Atrium"], "title": "Brunch", "capacity": 20}
        self.ids["other event"] = await self._event(beside)
        self.say(f"the operator scheduled an event for {CAPACITY} in a hall: it is taken only once")

    async def _event(self, said: dict[str, Any]) -> str:
        made = await self.operator.do("eventCreate", "event { id state }", **said)
        event = str(made["event"]["id"])
        await self.operator.do("eventPublish", "event { state }", event=event)
        return event

    async def _taken(self, said: dict[str, Any]) -> None:
        try:
            await self.operator.do("eventCreate", "event { id }", **said)
        except Refused as refused:
            expect(str(refused) == "HALL_TAKEN", refused)
        else:
            raise AssertionError("the hall was taken twice")

    async def register_everyone(self) -> None:
        """Two with a guest, until it is full; the last two wait. Each consents as they like."""
        xuhui, pudong = self.ids["Xuhui"], self.ids["Pudong"]
        wishes: list[list[list[str]]] = [
            # one list of dealers for each seat of a member
            [[xuhui], [xuhui, pudong]],
            [[pudong], []],
            [[xuhui, pudong]],
            [[]],
            [[xuhui]],
            [[xuhui]],
            [[pudong]],
            [[]],
        ]
        for member, seats in zip(self.members, wishes, strict=True):
            self.bookings.append(await self._register(member, "event", seats))
        self.tally.registered = sum(b.state == "CONFIRMED" for b in self.bookings)
        self.tally.waitlisted = sum(b.state == "WAITING" for b in self.bookings)
        self.bookings.append(await self._register(self.members[0], "other event", [[]]))
        self.say(
            f"{self.tally.registered} registered, two of them with a guest, until it was full;"
            f" {self.tally.waitlisted} wait in line"
        )

    async def make_room_for_the_next_time(self) -> None:
        """A member may own three groups: the one founded here is archived again."""
        await self.members[-1].do("groupArchive", "group { id }", group=self.ids["group"])

    async def _register(self, member: Caller, event: str, seats: list[list[str]]) -> Booking:
        own, *guests = [[self._consent(dealer) for dealer in dealers] for dealers in seats]
        payload = await member.do(
            "registrationCreate", "registration { id state seats { id } }",
            event=self.ids[event], consents=own,
            guests=[
                {"name": f"Guest {number}", "phone": f"+86138001380{number:02}", "consents": given}
                for number, given in enumerate(guests, start=1)
            ],
        )  # fmt: skip
        made = payload["registration"]
        return Booking(member, made["id"], made["state"], made["seats"])

    def _consent(self, dealer: str) -> dict[str, Any]:
        return {"dealer": dealer, "textVersion": 1, "language": "en"}

    async def move_up_the_first_in_line(self) -> None:
        """The sixth keeps their pass and cancels; the seventh is confirmed at once."""
        leaving, first = self.bookings[5], self.bookings[6]
        self.passes["cancelled"] = await read_pass(leaving)
        await leaving.member.do(
            "registrationCancel", "registration { state }", registration=leaving.id
        )
        document = "query($id: ID!) { node(id: $id) { ... on Registration { state } } }"
        found = await first.member.ask(document, id=first.id)
        expect(found["node"]["state"] == "CONFIRMED", found)
        self.say("one cancelled, and the first in line moved up")


async def prepare(
    http: httpx.AsyncClient, sign_in: SignIn, addresses: list[str], feed_url: str,
    say: Callable[[str], None],
) -> MainJob:  # fmt: skip
    """Sign everyone in: the operator first, then the dealers' staff, then the members."""
    anyone = Caller(http)
    operator, *others = [await sign_in(anyone, address) for address in addresses]
    return MainJob(
        operator=operator,
        staff=others[:STAFF],
        members=others[STAFF : STAFF + MEMBERS],
        anyone=anyone,
        feed_url=feed_url,
        say=say,
    )
