"""From the cloud to an edge, what tablets tell the edge back to the cloud, and that to the edge."""

from pathlib import Path
from typing import Any

from models import clock, consents, database, ids
from models.check_ins import CheckIn
from models.contacts import Contact
from models.event_dealers import EventDealer
from models.heard_batches import HeardBatch
from models.leads import Lead
from models.passes import Pass
from models.points.ledger import PointsEntry
from models.registrations import Registration
from models.seats import Seat
from models.stand_leads.rows import StandLead
from tests import copying, doors, people, places, prospects, relaying
from tests.client import Api
from tests.house import house
from tests.stands import Stand
from tests.tablets import milliseconds
from venues import receipts


async def test_walk_ins_and_leads_are_the_clouds_alone_and_come_back(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        [seat, willing] = await doors.seated(
            door.event, await people.member("Ann"), await people.member("Ben")
        )
        tokens = await doors.tokens(seat, willing)
        dealer = await places.dealer("Harbour")
        await EventDealer.create(event_id=door.event.id, dealer_id=dealer.id)
        await prospects.consented(willing, dealer)
        words = await consents.current_text(consents.Purpose.CONTACT, "en")
        stand = Stand(door.event, dealer, door.device, door.key, words)
        edge = await relaying.paired(door)
        lines = await copying.read(door.event.id)
    walk_in = _walk_in("Wang Xiaoming")
    said = [*[door.scan(token) for token in tokens], walk_in, _lead(stand, seat)]
    async with copying.on_an_edge(tmp_path):
        await copying.take(lines)
        api = Api(house())
        api.house.intake.rewards = False
        told = await door.hand_in(api, said)
        assert [one["verdict"] for one in told["answers"]] == ["ADMITTED"] * 3
        assert await _counts() == {"leads": 0, "points": 0, "check-ins": 3, "said leads": 1}
        [batch] = await HeardBatch.all()
    async with database.connected(database_url):
        api = Api(house())
        passed_on = door.said_by.batch(said) | {"batch": batch.text}
        passed_on["signature"] = door.key.sign(b"paddock batch 1\n", batch.text)
        assert await edge.codes(api, passed_on, passed_on) == [None, None]
        assert await _counts() == {"leads": 2, "points": 4, "check-ins": 3, "said leads": 1}
        assert await Registration.filter(member_id=None).count() == 1
        again = await copying.read(door.event.id)
    async with copying.on_an_edge(tmp_path):
        for _ in range(2):
            await copying.take(again)
        assert await _counts() == {"leads": 0, "points": 0, "check-ins": 3, "said leads": 1}
        walked_in = await Seat.get(id=walk_in["seat"])
        assert (await Contact.get(id=walked_in.contact_id)).name == "Wang Xiaoming"
        assert await Pass.filter(seat_id=walked_in.id).count() == 1
        again_told = await door.hand_in(api, said)
        assert [one["verdict"] for one in again_told["answers"]] == ["ADMITTED"] * 3


async def _counts() -> dict[str, int]:
    return {
        "leads": await Lead.all().count(),
        "points": await PointsEntry.all().count(),
        "check-ins": await CheckIn.all().count(),
        "said leads": await StandLead.all().count(),
    }


def _walk_in(name: str) -> dict[str, Any]:
    at = milliseconds(clock.now())
    return {
        "kind": "walkIn", "id": str(ids.new()), "at": at, "seat": str(ids.new()), "name": name,
        "phone": "+8613912345678", "email": "", "language": "zh", "shown": "ADMITTED",
        "alone": True,
    }  # fmt: skip


def _lead(stand: Stand, seat: Seat) -> dict[str, Any]:
    said_id, at = ids.new(), clock.now()
    receipt = stand.receipt(said_id, at, seat)
    signature = stand.key.sign(receipts.CONTEXT, receipt)
    return {
        "kind": "lead", "id": str(said_id), "at": milliseconds(at), "seat": str(seat.id),
        "answers": [], "receipt": receipt, "signature": signature,
    }  # fmt: skip
