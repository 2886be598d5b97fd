"""What an edge makes of a copy; its own database is SQLite, wherever the copy was read."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock, database, ids, passes, signing_keys
from models.check_ins import CheckIn
from models.conflicts import Conflict, Settlement
from models.contacts import Contact
from models.copies.taking import CopyOfAnotherVersionError, parsed
from models.door_changes import DoorChange, DoorChangeKind
from models.doors import Door
from models.erasing import erasing
from models.event_dealers import EventDealer
from models.gates import Gate
from models.outbox import OutboxMessage
from models.points.ledger import PointsEntry
from models.presences import Presence
from models.scans.rows import Scan, ScanUndo
from models.seats import Seat
from models.signing_keys import SigningKey
from models.stand_leads import taking as stand_leads
from models.stand_leads.rows import StandLead
from server import boot
from server.boot import SeedsOnEdgeError
from tests import copying, doors, people, places, prospects, stands
from tests.client import Api
from tests.house import SEAL, house

_MINUTE = timedelta(minutes=1)


async def test_an_edge_judges_passes_by_its_copy_as_the_cloud_would(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        ann, ben, cas = [await people.member(name) for name in ("Ann", "Ben", "Cas")]
        good, old_form, gone = await doors.seated(door.event, ann, ben, cas)
        told = await doors.tokens(good, old_form, gone)
        await passes.reissue(old_form, by=ben.id)
        told += await doors.tokens(old_form)
        await Seat.filter(id=gone.id).update(cancelled_at=clock.now())
        lines = await copying.read(door.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(lines)
        api = Api(house())
        api.house.intake.rewards = False
        verdicts = await door.verdicts(api, *told, "PD1:RUBBISH")
        assert verdicts == ["ADMITTED", "REPLACED", "CANCELLED", "ADMITTED", "FORGED"]
        assert await CheckIn.all().count() == 2
        assert await PointsEntry.all().count() == await OutboxMessage.all().count() == 0
        assert [key.sealed_seed for key in await SigningKey.all()] == [b""]
        assert not await signing_keys.has_seeds()


async def test_a_copy_taken_again_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        tokens = await doors.crowd(door.event, 3)
        await door.submit(Api(house()), [door.scan(token) for token in tokens[:2]])
        lines = await copying.read(door.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(lines)
        before = await _all()
        assert (before["scans"], before["check_ins"], before["presences"]) == (2, 2, 2)
        for _ in range(2):
            await copying.take(lines)
        assert await _all() == before


async def test_what_has_changed_is_replaced_and_told_to_tablets(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        other = await Gate.create(hall_id=door.gate.hall_id, name="South")
        named = await places.dealer("Harbour")
        first = await EventDealer.create(event_id=door.event.id, dealer_id=named.id)
        [seat] = await doors.seated(door.event, await people.member("Ann"))
        await doors.seated(door.event, await people.member("Ben"))
        before = await copying.read(door.event.id)
        await Gate.filter(id=door.gate.id).update(name="?")
        await Gate.filter(id=other.id).update(name="North")
        await Gate.filter(id=door.gate.id).update(name="South")
        await first.delete()
        again = await EventDealer.create(event_id=door.event.id, dealer_id=named.id)
        await Contact.filter(id=seat.contact_id).update(name="Anna")
        after = await copying.read(door.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(before)
        await DoorChange.all().delete()
        await copying.take(after)
        names = {gate.id: gate.name for gate in await Gate.all()}
        assert names == {door.gate.id: "South", other.id: "North"}
        assert [row.id for row in await EventDealer.all()] == [again.id]
        assert {one.name for one in await Contact.all()} == {"Anna", "Ben"}
        [told] = await DoorChange.all()
        assert (told.kind, told.subject_id) == (DoorChangeKind.SEAT, seat.id)


async def test_what_an_edge_heard_itself_stays_and_is_merged_with_the_rest(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        south = await door.another_tablet("South")
        token, other = await doors.crowd(door.event, 2)
        first = await copying.read(door.event.id)
    now = clock.now()
    async with copying.on_an_edge(tmp_path):
        await copying.take(first)
        api = Api(house())
        api.house.intake.rewards = False
        await door.submit(api, [door.scan(token, now - 2 * _MINUTE, shown="ADMITTED")])
    async with database.connected(database_url):
        api = Api(house())
        twice = south.scan(token, now - 3 * _MINUTE, shown="ADMITTED", alone=True)
        taken_back = south.scan(other, now - 3 * _MINUTE)
        undo = {"kind": "undo", "id": str(ids.new()), "scan": taken_back["id"]}
        undo |= {"at": taken_back["at"] + 5_000}
        await south.hand_in(api, [twice, taken_back, undo])
        second = await copying.read(door.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(second)
        assert await Scan.all().count() == 3
        assert await ScanUndo.all().count() == 1
        [check_in] = await CheckIn.all()
        assert str(check_in.scan_id) == twice["id"]
        [conflict] = await Conflict.all()
        assert len(conflict.scan_ids) == 2
        assert await Scan.filter(device_id=south.device.id, token="").count() == 2


async def test_an_edges_feed_has_places_that_no_other_has(
    tmp_path: Path, database_url: str
) -> None:
    async with database.connected(database_url):
        door = await doors.door()
        await doors.crowd(door.event, 1)
        lines = await copying.read(door.event.id)
    now = clock.now()
    async with copying.on_an_edge(tmp_path):
        with clock.injected(lambda: now):
            await copying.take(lines)
        [row] = await Door.all()
        assert row.seq == row.floor == int(now.timestamp() * 1000)
        await copying.take(lines)
        assert (await Door.get(id=row.id)).seq == row.seq


async def test_a_copy_of_another_version_is_not_half_understood(db: str, tmp_path: Path) -> None:
    door = await doors.door()
    head, *rest = await copying.read(door.event.id)
    newer = json.dumps(json.loads(head) | {"v": 2}).encode()
    more = json.loads(rest[0])
    more["columns"].append("colour")
    other = json.loads(rest[0]) | {"table": "sessions"}
    for lines in (
        [newer, *rest],
        [head, json.dumps(more).encode()],
        [head, json.dumps(other).encode()],
    ):
        with pytest.raises(CopyOfAnotherVersionError):
            parsed(lines)


async def test_no_edge_runs_with_the_seed_of_a_pass_key(tmp_path: Path, database_url: str) -> None:
    async with database.connected(database_url):
        lines = await copying.read((await doors.door()).event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(lines)
        await boot.refuse_seeds()
        await SigningKey.all().update(sealed_seed=b"anything")
        with pytest.raises(SeedsOnEdgeError):
            await boot.refuse_seeds()


async def _all() -> dict[str, int]:
    tables = (Scan, CheckIn, Presence, Seat, Contact, DoorChange, Conflict, Gate)
    return {table._meta.db_table: await table.all().count() for table in tables}


async def test_an_edge_forgets_whoever_was_erased_since_at_a_seat_and_at_a_stand(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        at = await prospects.scene()
        stand, ann = await stands.stand(at), await people.member("Ann", phone="+8613912345678")
        [seat] = await doors.seated(at.event, ann)
        said = stand.lead(stands.ANN)
        await stands.take(said)
        before = await copying.read(at.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(before)
        async with database.transaction():
            await stand_leads.take([said], rewards=False)
        assert [one.name for one in await StandLead.all()] == ["Ann"]
        assert (await Contact.get()).name == "Ann"
    async with database.connected(database_url):
        await erasing.erase_member(ann, by=None, seal=SEAL)
        after = await copying.read(at.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(after)
        [heard], person = await StandLead.all(), await Contact.get()
        assert (heard.name, heard.phone, heard.email, heard.receipt) == ("", "", "", "")
        assert (heard.said_id, bytes(heard.signature)) == (said.said_id, b"")
        assert (person.name, person.phone) == ("", "")
        assert seat.id in {change.subject_id for change in await DoorChange.all()}


async def test_what_an_operator_settled_is_settled_on_the_edge_until_a_scan_joins(
    database_url: str, tmp_path: Path
) -> None:
    at = clock.now() - 5 * _MINUTE
    async with database.connected(database_url):
        north = await doors.door()
        south = await north.another_tablet("South")
        [token] = await doors.crowd(north.event, 1)
        for number, one in enumerate((north, south)):
            scan = one.scan(token, at + number * _MINUTE, shown="ADMITTED", alone=True)
            await one.submit(Api(house()), [scan])
        before = await copying.read(north.event.id)
        await (await Conflict.get()).settle(Settlement.HARMLESS, "The same person", by=ids.new())
        after = await copying.read(north.event.id)
    async with copying.on_an_edge(tmp_path):
        await copying.take(before)
        assert (await Conflict.get()).settled_at is None
        for _ in range(2):
            await copying.take(after)
            told = await Conflict.get()
            assert (told.settlement, told.note, len(told.scan_ids)) == (Settlement.HARMLESS, "", 2)
            assert told.settled_at is not None
        api = Api(house())
        api.house.intake.rewards = False
        late = south.scan(token, at + 2 * _MINUTE, shown="ADMITTED", alone=True)
        await south.submit(api, [late])
        await copying.take(after)
        assert (await Conflict.get()).settled_at is None
