"""A seat that is given to another person: who may, what ends with it, and who hears of it."""

import asyncio
from contextvars import Context
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from models import clock, database, ids, pass_pages, reallocating
from models.audit import AuditEntry
from models.check_ins import CheckIn
from models.conflicts import Conflict, ConflictKind
from models.consents import Consent
from models.contacts import Contact
from models.door_changes import DoorChange, DoorChangeKind
from models.grants import Role
from models.mails import Mail
from models.outbox import OutboxMessage
from models.passes import Pass
from models.points.ledger import PointsEntry
from models.reallocating import NewHolder
from models.scans.rows import Scan
from models.seats import Seat
from schema.nodes import encode
from tests import doors, people, places, postbox, prospects, races
from tests.client import NOBODY, Api
from tests.doors import Door
from tests.postbox import Postbox

MINUTE = timedelta(minutes=1)
BEN: dict[str, Any] = {"name": "Ben", "phone": "+86 139 1234 5678", "email": "ben@people.example"}


async def _seat() -> tuple[Door, Seat, str]:
    """A door, Ann's seat there, and her pass."""
    door = await doors.door()
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await DoorChange.all().delete()
    return door, seat, token


async def _give(seat: Seat, to: NewHolder = NewHolder("Ben")) -> None:  # noqa: B008  a value
    async with database.transaction():
        await reallocating.reallocate(seat, to, by=ids.new())


async def test_who_booked_it_gives_a_seat_to_another_person(api: Api) -> None:
    _, seat, _ = await _seat()
    ann = await people.viewer(await people.member("Ann"))
    payload = await api.mutate(
        "seatReallocate", "seat { holder { name phone email member { name } } pass { issue } }",
        as_=ann, seat=encode("Seat", seat.id), language="zh", **BEN,
    )  # fmt: skip
    assert payload == {
        "seat": {
            "holder": {
                "name": "Ben", "phone": "+8613912345678", "email": "ben@people.example",
                "member": None,
            },
            "pass": {"issue": 2},
        },
        "userErrors": [],
    }  # fmt: skip
    old = await Pass.get(seat_id=seat.id, issue=1)
    now = await Seat.get(id=seat.id)
    assert old.replaced_at is not None
    assert now.reallocated_at is not None
    assert now.contact_id != seat.contact_id
    assert (await Contact.get(id=seat.contact_id)).name == "Ann"
    [entry] = await AuditEntry.filter(action="seat.reallocate")
    assert (entry.actor_id, entry.subject_id) == (ann.member_id, seat.id)
    [change] = await DoorChange.all()
    assert (change.kind, change.subject_id) == (DoorChangeKind.SEAT, seat.id)


async def test_of_all_others_the_venues_staff_and_operators_may(api: Api) -> None:
    door, seat, _ = await _seat()
    said: dict[str, Any] = {"seat": encode("Seat", seat.id), **BEN}
    stranger = await people.viewer(await people.member("Cas"))
    elsewhere = await people.with_role("Sid", Role.VENUE_STAFF, ids.new())
    for viewer, code in (
        (NOBODY, "SIGN_IN_REQUIRED"), (stranger, "NOT_FOUND"), (elsewhere, "NOT_FOUND"),
    ):  # fmt: skip
        assert await api.refused("seatReallocate", as_=viewer, **said) == code
    assert (await Seat.get(id=seat.id)).contact_id == seat.contact_id
    gus = await people.with_role("Gus", Role.VENUE_STAFF, door.event.venue_id)
    for viewer in (gus, await people.operator("Olga2")):
        payload = await api.mutate("seatReallocate", "seat { position }", as_=viewer, **said)
        assert payload["userErrors"] == []
    assert await Pass.filter(seat_id=seat.id).count() == 3


async def test_a_seat_that_is_taken_or_bare_or_given_up_stays_whose_it_is(api: Api) -> None:
    door, seat, token = await _seat()
    ann = await people.viewer(await people.member("Ann"))
    waiting = (await doors.seated(door.event, await people.member("Cas")))[0]
    said: dict[str, Any] = {"seat": encode("Seat", seat.id)}
    refuse = partial(api.refused, "seatReallocate", as_=ann)
    assert await refuse(**said | {"name": " "}) == "TEXT_EMPTY"
    assert await refuse(**said | BEN | {"email": "@"}) == "EMAIL_INVALID"
    assert await refuse(**said | BEN | {"language": "xx"}) == "LOCALE_UNKNOWN"
    await Seat.filter(id=waiting.id).update(pass_issue=0)
    olga = await people.operator("Olga2")
    bare: dict[str, Any] = {"seat": encode("Seat", waiting.id), **BEN}
    assert await api.refused("seatReallocate", as_=olga, **bare) == "NO_PASS_YET"
    await door.submit(api, [door.scan(token, shown="ADMITTED")])
    assert await refuse(**said, **BEN) == "SEAT_CHECKED_IN"
    await CheckIn.all().delete()
    await Seat.filter(id=seat.id).update(cancelled_at=clock.now())
    assert await refuse(**said, **BEN) == "NO_PASS_YET"
    assert (await Seat.get(id=seat.id)).contact_id == seat.contact_id
    assert await Contact.filter(name="Ben").count() == 0
    assert await OutboxMessage.filter(topic="seat.reallocated").count() == 0
    assert await Pass.filter(issue=2).count() == 0


async def test_the_new_holder_has_agreed_to_nothing(db: str) -> None:
    del db
    at = await prospects.scene()
    with clock.injected(lambda: prospects.DOORS):
        seat = await prospects.guest(at, "Ann")
        await prospects.consented(seat, at.dealer)
        await Seat.filter(id=seat.id).update(pass_issue=1)
        await _give(seat)
    now = await Seat.get(id=seat.id).select_related("contact")
    assert await Consent.filter(subject=now.contact.pseudonym).count() == 0
    assert await Consent.all().count() == 1


async def test_the_link_of_who_had_it_opens_nothing_and_the_new_one_just_that_seat(
    db: str,
) -> None:
    del db
    party = await places.register(await places.event(), "Ann", 2)
    own, guest = await Seat.filter(registration_id=party.id).order_by("position")
    for seat in (own, guest):
        await _give(seat)
        now = await Seat.get(id=seat.id)
        assert now.link_id is not None
        assert await pass_pages.behind(seat.id) is None
        page = await pass_pages.behind(now.link_id)
        assert page is not None
        assert [shown.holder for shown in page.passes] == ["Ben"]


async def test_both_are_written_to_each_in_their_language(db: str) -> None:
    del db
    box, event = Postbox(), await places.event()
    party = await places.register(event, "Ann")
    await box.fetch()
    seat = await Seat.get(registration_id=party.id)
    await _give(seat, NewHolder("Ben", email="ben@people.example", language="zh"))
    letters = await box.fetch()
    told = {letter["To"]: postbox.files(letter) for letter in letters}
    assert set(told) == {"ann@people.example", "ben@people.example"}
    assert [name for name in told["ben@people.example"] if name.startswith("pass-")] != []
    assert [name for name in told["ann@people.example"] if name.startswith("pass-")] == []
    sent = {(mail.to_address, mail.template, mail.locale) for mail in await Mail.all()}
    assert ("ben@people.example", "seat.given", "zh") in sent
    assert ("ann@people.example", "seat.given_away", "en") in sent


async def test_who_has_no_address_is_not_written_to(db: str) -> None:
    del db
    box, event = Postbox(), await places.event()
    party = await places.register(event, "Ann", 2)
    await box.fetch()
    guest = await Seat.get(registration_id=party.id, position=2)
    await _give(guest)
    assert await box.fetch() == []


async def test_of_many_who_are_given_one_seat_at_once_each_has_a_pass_of_their_own(
    db: str,
) -> None:
    del db
    _, seat, _ = await _seat()
    verbs = [
        partial(reallocating.reallocate, seat, NewHolder(f"Ben {n}"), by=ids.new())
        for n in range(8)
    ]
    assert await races.raced(verbs) == {races.DONE: 8}
    assert (await Seat.get(id=seat.id)).pass_issue == 9
    assert await Pass.filter(seat_id=seat.id, replaced_at=None).count() == 1


async def test_a_tablet_without_network_that_admits_the_old_pass_leaves_a_conflict(
    api: Api,
) -> None:
    door, seat, token = await _seat()
    given_at = clock.now() - 20 * MINUTE
    with clock.injected(lambda: given_at):
        await _give(seat)
    [new] = await doors.tokens(seat)
    late = door.scan(token, given_at + MINUTE, shown="ADMITTED", alone=True)
    [answer] = await door.submit(api, [late])
    assert answer["verdict"] == "REPLACED"
    olga = await people.operator("Olga2")
    seen = await api(
        """query($id: ID!) { node(id: $id) { ... on Event { door { conflicts {
          kind holderName passages { at } } } } } }""",
        as_=olga,
        id=encode("Event", door.event.id),
    )
    [conflict] = seen["node"]["door"]["conflicts"]
    assert (conflict["kind"], conflict["holderName"]) == ("REALLOCATED", "Ben")
    assert len(conflict["passages"]) == 1
    assert await CheckIn.all().count() == 0
    [answer] = await door.submit(api, [door.scan(new, given_at + 2 * MINUTE, shown="ADMITTED")])
    assert (answer["verdict"], answer["holderName"]) == ("ADMITTED", "Ben")


async def test_an_admission_before_the_seat_changed_hands_is_none_and_earns_nobody_points(
    api: Api,
) -> None:
    door, seat, token = await _seat()
    given_at = clock.now() - 20 * MINUTE
    with clock.injected(lambda: given_at):
        await _give(seat)
    early = door.scan(token, given_at - MINUTE, shown="ADMITTED", alone=True)
    [answer] = await door.submit(api, [early])
    assert answer["verdict"] == "ADMITTED"
    assert (await CheckIn.all().count(), await PointsEntry.all().count()) == (1, 0)
    [new] = await doors.tokens(seat)
    second = door.scan(new, given_at + MINUTE, shown="ADMITTED", alone=True)
    await door.submit(api, [second])
    [conflict] = await Conflict.all()
    assert (conflict.kind, len(conflict.scan_ids)) == (ConflictKind.DOUBLE, 2)


async def test_a_scan_that_waits_for_the_seat_to_change_hands_knows_its_new_holder(
    db: str, api: Api
) -> None:
    door, seat, token = await _seat()
    async with database.transaction():
        await reallocating.reallocate(seat, NewHolder("Ben"), by=ids.new())
        scans = [door.scan(token), door.scan("", seat=str(seat.id))]
        late = asyncio.create_task(_submitted(door, api, scans), context=Context())
        await races.blocked(late, db)
    await late
    said = {scan.scan_id: scan.refusal for scan in await Scan.all()}
    assert [said[UUID(scan["id"])] for scan in scans] == ["REPLACED", ""]
    assert await CheckIn.filter(seat_id=seat.id).count() == 1


async def _submitted(door: Door, api: Api, scans: list[dict[str, Any]]) -> None:
    await door.submit(api, scans)
