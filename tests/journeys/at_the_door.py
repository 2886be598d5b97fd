"""The main job at the door: passes read, a tablet paired, a batch scanned, dealers who hear."""

import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from uuid_utils.compat import uuid7

from models import clock
from tests.journeys.api import Caller, Feed, expect, listening
from tests.journeys.booking import read_pass
from tests.journeys.forger import forged
from tests.tablets import Tablet, TabletKey, key_of, scan

if TYPE_CHECKING:
    from tests.journeys.main_job import MainJob

DEALERS = ("Xuhui", "Pudong", "Hongqiao")
HEARD_WITHIN = 1.0  # seconds from the tablet's answer to the dealer's screen

_LEADS = """query($dealer: ID!) {
  leads(dealer: $dealer, first: 50) { edges { node { id } } }
}"""


@dataclass
class AtTheDoor:
    """The second half of the main job."""

    job: "MainJob"
    tablet: Tablet = field(init=False)

    async def run(self) -> None:
        """Everything that happens at the door, in order."""
        await self.read_the_passes()
        await self.let_people_in(await self.pair_a_tablet())

    async def read_the_passes(self) -> None:
        """Every seat's QR picture, read back by a decoder that is not Paddock's."""
        for number, booking in enumerate(self.job.bookings[:7]):
            if number == 5:
                continue
            for place in range(len(booking.seats)):
                self.job.passes[f"{number}.{place}"] = await read_pass(booking, place)
        self.job.passes["other event"] = await read_pass(self.job.bookings[-1])
        self.job.passes["old form"] = self.job.passes["4.0"]
        seat = self.job.bookings[4].seats[0]["id"]
        await self.job.bookings[4].member.do("passReissue", "pass { issue }", seat=seat)
        self.job.passes["4.0"] = await read_pass(self.job.bookings[4])
        self.job.passes["forged"] = forged(self.job.passes["0.0"])
        self.job.say("each seat has its pass as a QR picture, which a stranger's decoder reads")

    async def pair_a_tablet(self) -> Caller:
        """Paired by a one-shot code, then given its duty."""
        key = TabletKey()
        started = await self.job.operator.do(
            "devicePairingStart", "code", venue=self.job.ids["venue"]
        )
        paired = await self.job.anyone.do(
            "devicePair", "credential device { id }", code=started["code"], name="Workshop tablet",
            publicKey=key.public_text,
        )  # fmt: skip
        now = clock.now()
        await self.job.operator.do(
            "deviceAssign", "device { id }", device=paired["device"]["id"],
            event=self.job.ids["event"], gate=self.job.ids["Workshop gate"],
            startsAt=(now - timedelta(hours=1)).isoformat(),
            endsAt=(now + timedelta(hours=6)).isoformat(),
        )  # fmt: skip
        self.job.say("a tablet was paired by a one-shot code and assigned to the event and a gate")
        self.tablet = Tablet(
            key_of(paired["device"]["id"]), key_of(self.job.ids["event"]),
            key_of(self.job.ids["Workshop gate"]), key,
        )  # fmt: skip
        return Caller(self.job.anyone.http, paired["credential"])

    async def let_people_in(self, tablet: Caller) -> None:
        """The batch: verdicts, points, leads, and dealers who hear within a second."""
        before = await self._points()
        async with AsyncExitStack() as stack:
            feeds = [
                await stack.enter_async_context(
                    listening(self.job.feed_url, staff.token, self.job.ids[dealer])
                )
                for staff, dealer in zip(self.job.staff, DEALERS, strict=True)
            ]
            spy = await stack.enter_async_context(
                listening(self.job.feed_url, self.job.staff[2].token, self.job.ids["Xuhui"])
            )
            verdicts = await self._submit(tablet)
            answered = time.monotonic()
            expect(verdicts == self._expected(), verdicts)
            self.job.tally.checked_in = len({n for n, v in verdicts.items() if v == "ADMITTED"})
            self.job.tally.refused = sum("ADMITTED" not in v for v in verdicts.values())
            self.job.say(
                f"{self.job.tally.checked_in} were admitted once each; a forged, an old,"
                " a cancelled and a foreign pass were refused"
            )
            await self._hear(feeds, spy, answered)
        after = await self._points()
        self.job.tally.points = sum(after) - sum(before)
        self.job.say(f"members earned {self.job.tally.points} points, each once")

    def _expected(self) -> dict[str, str]:
        admitted = {name: "ADMITTED" for name in self.job.passes if name[0].isdigit()}
        return admitted | {
            "again": "ALREADY_ADMITTED", "forged": "FORGED", "old form": "REPLACED",
            "cancelled": "CANCELLED", "other event": "WRONG_EVENT",
        }  # fmt: skip

    async def _submit(self, tablet: Caller) -> dict[str, str]:
        """Every pass once, one of them twice; the whole batch twice, as after a lost answer."""
        tokens = {**self.job.passes, "again": self.job.passes["0.0"]}
        names = {uuid7(): name for name in tokens}
        began = clock.now()
        scans = [
            scan(tokens[name], began + timedelta(milliseconds=n), scan_id)
            for n, (scan_id, name) in enumerate(names.items())
        ]
        answers = [await self._send(tablet, scans) for _ in range(2)]
        expect(answers[0] == answers[1], answers)
        return {names[UUID(a["scanId"])]: a["verdict"] for a in answers[0]}

    async def _send(self, tablet: Caller, scans: list[dict[str, Any]]) -> list[dict[str, Any]]:
        payload = await tablet.do(
            "scanBatchSubmit",
            "answers { scanId verdict checkedInAt gateName }",
            **self.tablet.batch(scans),
        )
        answers: list[dict[str, Any]] = payload["answers"]
        return answers

    async def _hear(self, feeds: list[Feed], spy: Feed, answered: float) -> None:
        xuhui, pudong, hongqiao = feeds
        for feed in (xuhui, pudong):
            await feed.wait_for(4, seconds=10)
        slowest = max(at for feed in feeds for at, _ in feed.heard) - answered
        expect(slowest < HEARD_WITHIN, f"a dealer heard after {slowest:.2f} s")
        expect((len(xuhui.heard), len(pudong.heard)) == (4, 4), feeds)
        expect(hongqiao.heard == [], hongqiao)
        expect(bool(spy.error) and spy.heard == [], spy)
        self.job.tally.notified = len(xuhui.heard) + len(pudong.heard)
        for staff, dealer in zip(self.job.staff, DEALERS, strict=True):
            found = await staff.ask(_LEADS, dealer=self.job.ids[dealer])
            self.job.tally.leads += len(found["leads"]["edges"])
        lead = xuhui.heard[0][1]["lead"]["id"]
        moved = await self.job.staff[0].do(
            "leadMove", "lead { state }", lead=lead, to="ACKNOWLEDGED"
        )
        expect(moved["lead"]["state"] == "ACKNOWLEDGED", moved)
        stolen = await self.job.staff[2].ask("query($id: ID!) { node(id: $id) { id } }", id=lead)
        expect(stolen["node"] is None, stolen)
        self.job.say(
            f"{self.job.tally.leads} leads reached their dealers in {slowest * 1000:.0f} ms;"
            " a dealer of another house saw nothing"
        )

    async def _points(self) -> list[int]:
        found = [
            await member.ask("{ viewer { points { points } } }") for member in self.job.members
        ]
        return [one["viewer"]["points"]["points"] for one in found]
