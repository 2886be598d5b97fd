"""Stands for tests: tablets with keys of their own, and what they say of visitors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from models import clock, consents, database, devices, ids, lead_questions, walk_ins
from models.consents import ConsentText
from models.dealers import Dealer
from models.devices import Device
from models.events import Event
from models.lead_questions import LeadQuestion, Question
from models.seats import Seat
from models.stand_leads import taking
from models.stand_leads.said import Key, SaidAnswer, SaidLead, SaidVisitor, Taken
from models.walk_ins import SaidWalkIn
from tests.prospects import DOORS, Scene
from tests.tablets import TabletKey, milliseconds
from venues import receipts

NO_TIME = timedelta(0)
ANN = SaidVisitor("Ann", "+8613912345678", "ann@people.example", "en")


@dataclass(frozen=True)
class Stand:
    """A dealer's stand at an event, and the tablet there."""

    event: Event
    dealer: Dealer
    device: Device
    key: TabletKey
    words: ConsentText

    def receipt(self, said_id: UUID, at: datetime, who: Seat | SaidVisitor, /, **bent: Any) -> str:
        """What the tablet seals; `bent` replaces fields, None leaves one out."""
        visitor = who if isinstance(who, SaidVisitor) else SaidVisitor("")
        said = {
            "v": 1, "id": str(said_id), "device": str(self.device.id), "event": str(self.event.id),
            "dealer": str(self.dealer.id), "dealerName": self.dealer.name, "purposes": ["CONTACT"],
            "textVersion": self.words.version, "textHash": self.words.text_hash,
            "language": self.words.language, "at": milliseconds(at), "name": visitor.name,
            "phone": visitor.phone, "email": visitor.email,
            "seat": str(who.id) if isinstance(who, Seat) else None, **bent,
        }  # fmt: skip
        kept = {name: value for name, value in said.items() if value is not None}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    def lead(
        self,
        who: Seat | SaidVisitor = ANN,
        at: datetime = DOORS,
        *,
        answers: Mapping[LeadQuestion, str] | None = None,
        receipt: Mapping[str, Any] | None = None,
        **bent: Any,
    ) -> SaidLead:
        """A visitor as the tablet tells of them, its clock right; `receipt` and `bent` bend it."""
        said_id = bent.pop("said_id", None) or ids.new()
        text = self.receipt(said_id, at, who, **(receipt or {}))
        signature = self.key.private.sign(receipts.CONTEXT + text.encode())
        said = SaidLead(
            device_id=self.device.id,
            said_id=said_id,
            event_id=self.event.id,
            receipt=receipts.read(text, signature, self.key.public),
            receipt_text=text,
            signature=signature,
            said_at=at,
            received_at=clock.now(),
            clock_offset_ms=0,
            at=at,
            is_time_suspect=False,
            seat_id=who.id if isinstance(who, Seat) else None,
            visitor=who if isinstance(who, SaidVisitor) else None,
            answers=[SaidAnswer(question.id, text) for question, text in (answers or {}).items()],
        )
        return replace(said, **bent)


async def stand(at: Scene, dealer: Dealer | None = None, language: str = "en") -> Stand:
    """The stand of a dealer at an event, of its first unless one is given, with a new tablet."""
    key = TabletKey()
    device = await devices.enrol(at.event.venue_id, "Stand", key.public, by=ids.new())
    words = await consents.current_text(consents.Purpose.CONTACT, language)
    return Stand(at.event, dealer or at.dealer, device, key, words)


async def take(*said: SaidLead) -> dict[Key, Taken]:
    """Hand leads in, in a transaction of their own."""
    async with database.transaction():
        return await taking.take(said)


async def walked_in(event: Event, name: str = "Walter") -> Seat:
    """Somebody whom a tablet let in when the event began."""
    device = await devices.enrol(event.venue_id, "Door", TabletKey().public, by=ids.new())
    said = SaidWalkIn(device.id, ids.new(), event.id, ids.new(), event.starts_at, name)
    [enrolled] = (await walk_ins.enrol([said])).values()
    assert enrolled.is_enrolled
    return await Seat.get(id=said.seat_id)


async def codes(*said: SaidLead) -> list[str]:
    """What came of each, empty for those that were taken."""
    taken = await take(*said)
    return [taken[one.key].code for one in said]


async def ask(dealer: Dealer, *questions: Question, at: datetime) -> list[LeadQuestion]:
    """Have these asked, from `at` on."""
    with clock.injected(lambda: at):
        async with database.transaction():
            await lead_questions.replace(dealer, questions, by=ids.new())
    return (await lead_questions.current_of([dealer.id]))[dealer.id]
