"""Staff PINs: their owner sets them, tablets know them by a slow hash, and nobody keeps them."""

from datetime import timedelta
from functools import partial
from hashlib import pbkdf2_hmac, sha256
from uuid import UUID

import orjson
import pytest
from tortoise import Tortoise

from models import clock, grants, staff_pins
from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.door_feed import heads
from models.grants import Grant, Role
from models.idempotency import IdempotencyKey
from models.members import Member
from models.staff_pins import StaffPin
from models.venues import Venue
from schema.nodes import encode
from tests import doors, people, races
from tests.client import NOBODY, Api
from tests.doors import Door

_PIN, _OTHER = "482915", "190273"
_FULL_WIDTH = "\uff11\uff12\uff13\uff14\uff15\uff16"


async def _gus(door: Door) -> Viewer:
    return await people.with_role("Gus", Role.VENUE_STAFF, door.event.venue_id)


def _at(door: Door) -> str:
    return encode("Venue", door.event.venue_id)


async def _supervisors(door: Door) -> list[UUID]:
    rows = await heads.read(door.event.id)
    return [one.member_id for one in rows.supervisors]


async def test_tablets_verify_the_pin_by_600000_rounds_over_a_salt_of_its_own(api: Api) -> None:
    door = await doors.door()
    gus, olga = await _gus(door), await people.operator("Olga2")
    for viewer in (gus, olga):
        payload = await api.mutate("staffPinSet", "", as_=viewer, venue=_at(door), pin=_PIN)
        assert payload["userErrors"] == []
    one, other = (await heads.read(door.event.id)).supervisors
    assert {(one.member_id, one.name), (other.member_id, other.name)} == {
        (gus.member_id, "Gus"), (olga.member_id, "Olga2"),
    }  # fmt: skip
    assert one.salt != other.salt
    for kept in (one, other):
        assert (len(kept.salt), kept.iterations) == (16, 600_000)
        assert pbkdf2_hmac("sha256", _PIN.encode(), kept.salt, 600_000) == kept.pin_hash


async def test_a_new_pin_takes_the_place_of_the_old_one_and_cleared_there_is_none(
    api: Api,
) -> None:
    door = await doors.door()
    gus = await _gus(door)
    for pin in (_PIN, _OTHER):
        await api.mutate("staffPinSet", "", as_=gus, venue=_at(door), pin=pin)
    [kept] = await StaffPin.all()
    assert pbkdf2_hmac("sha256", _OTHER.encode(), kept.salt, kept.iterations) == kept.pin_hash
    for _ in range(2):
        await api.mutate("staffPinClear", "", as_=gus, venue=_at(door))
    assert await _supervisors(door) == []
    assert [entry.action for entry in await AuditEntry.filter(actor_id=gus.member_id)] == [
        "staff_pin.set", "staff_pin.set", "staff_pin.clear",
    ]  # fmt: skip


async def test_only_who_runs_the_venue_has_a_pin_there(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    strangers = {
        "SIGN_IN_REQUIRED": [NOBODY, door.tablet],
        "NOT_ALLOWED": [
            await people.viewer(await people.member("Ann")),
            await people.with_role("Sid", Role.VENUE_STAFF, other.event.venue_id),
            await people.with_role("Dan", Role.DEALER_STAFF, door.event.venue_id),
        ],
    }
    for code, viewers in strangers.items():
        for viewer in viewers:
            told = await api.refused("staffPinSet", as_=viewer, venue=_at(door), pin=_PIN)
            assert told == code
            assert await api.refused("staffPinClear", as_=viewer, venue=_at(door)) == code
    assert await StaffPin.all().count() == 0


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "1234567890123", "12345a", _FULL_WIDTH, "12 345"],
)
async def test_what_is_no_pin_is_refused_and_the_old_one_stays(api: Api, pin: str) -> None:
    door = await doors.door()
    gus = await _gus(door)
    await api.mutate("staffPinSet", "", as_=gus, venue=_at(door), pin=_PIN)
    before = await StaffPin.all().values()
    assert await api.refused("staffPinSet", as_=gus, venue=_at(door), pin=pin) == "PIN_INVALID"
    assert await StaffPin.all().values() == before


async def test_the_pin_of_who_is_no_longer_staff_or_is_suspended_opens_nothing(api: Api) -> None:
    door = await doors.door()
    gus = await _gus(door)
    await api.mutate("staffPinSet", "", as_=gus, venue=_at(door), pin=_PIN)
    assert await _supervisors(door) == [gus.member_id]
    until = clock.now() + timedelta(hours=1)
    await Member.filter(id=gus.member_id).update(suspended_until=until)
    assert await _supervisors(door) == []
    await Member.filter(id=gus.member_id).update(suspended_until=None)
    await Grant.filter(member_id=gus.member_id).update(ends_at=clock.now())
    assert await _supervisors(door) == []
    someone = await Member.get(id=gus.member_id)
    await grants.give(
        someone, Role.VENUE_STAFF, (await doors.door("Brunch")).event.venue_id, by=None
    )
    assert await _supervisors(door) == []


async def test_no_table_holds_the_pin_or_what_it_could_be_guessed_from(api: Api) -> None:
    door = await doors.door()
    gus, said = await _gus(door), {"venue": _at(door), "pin": _PIN}
    await api.mutate("staffPinSet", "", as_=gus, key="k", **said)
    kept = ""
    for model in Tortoise.apps["models"].values():
        kept += str(await model.all().values())
    assert _PIN not in kept
    guess = sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
    assert guess not in kept
    [call] = await IdempotencyKey.filter(operation="staffPinSet")
    assert call.input_hash != guess


async def test_a_replay_sets_nothing_and_the_same_key_with_another_pin_is_refused(
    api: Api,
) -> None:
    door = await doors.door()
    gus = await _gus(door)
    await api.mutate("staffPinSet", "", as_=gus, key="k", venue=_at(door), pin=_PIN)
    before = await StaffPin.all().values()
    again = await api.mutate("staffPinSet", "", as_=gus, key="k", venue=_at(door), pin=_PIN)
    assert again["userErrors"] == []
    refused = await api.refused("staffPinSet", as_=gus, key="k", venue=_at(door), pin=_OTHER)
    assert refused == "IDEMPOTENCY_CONFLICT"
    assert await StaffPin.all().values() == before


async def test_of_ten_pins_set_at_once_one_stands(db: str) -> None:
    del db
    door = await doors.door()
    gus = (await _gus(door)).as_author()
    venue = await Venue.get(id=door.event.venue_id)
    pins = [staff_pins.Hashed(bytes([n]) * 16, 600_000, bytes([n]) * 32) for n in range(10)]
    outcome = await races.raced([partial(staff_pins.keep, venue, gus, pin) for pin in pins])
    assert outcome == {races.DONE: 10}
    [kept] = await StaffPin.all()
    assert staff_pins.Hashed(kept.salt, kept.iterations, kept.pin_hash) in pins
