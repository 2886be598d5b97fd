import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from models import clock, ids, passes
from models.check_ins import CheckIn
from models.points.ledger import PointsAccount, PointsEntry
from models.registrations import Registration
from models.scans.rows import Scan
from models.seats import Seat
from tests import doors, people
from tests.client import Api
from tests.tablets import milliseconds
from venues.passes import Pass as SignedPass
from venues.passes import PassKey, sign

_SECOND = timedelta(seconds=1)


async def test_a_pass_admits_once_and_then_tells_when_and_where(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.tokens(*await doors.seated(door.event, await people.member("Ann")))
    at = clock.now() - timedelta(minutes=5)
    [first] = await door.submit(api, [door.scan(token, at)])
    assert (first["verdict"], first["holderName"], first["gateName"]) == (
        "ADMITTED",
        "Ann",
        "North",
    )
    [second] = await door.submit(api, [door.scan(token)])
    assert second["verdict"] == "ALREADY_ADMITTED"
    assert second["gateName"] == "North"
    assert second["checkedInAt"] == first["at"]


async def test_each_kind_of_bad_pass_has_its_verdict(api: Api) -> None:
    door, other = await doors.door("Night drive"), await doors.door("Brunch")
    ann, ben, cas = [await people.member(name) for name in ("Ann", "Ben", "Cas")]
    good, old_form, cancelled = await doors.seated(door.event, ann, ben, cas)
    [elsewhere] = await doors.seated(other.event, ann)
    token, old, gone, wrong = await doors.tokens(good, old_form, cancelled, elsewhere)
    await passes.reissue(old_form, by=ben.id)
    [new] = await doors.tokens(old_form)
    await Seat.filter(id=cancelled.id).update(cancelled_at=clock.now())
    now = clock.now().replace(microsecond=0)
    stranger = PassKey.generate(b"\x01")
    mine = SignedPass(good.id, door.event.id, 0, 1, now - _SECOND, now + timedelta(hours=1))
    flipped = token[:-3] + ("A" if token[-3] != "A" else "B") + token[-2:]
    tried = {
        token: "ADMITTED",
        old: "REPLACED",
        new: "ADMITTED",
        gone: "CANCELLED",
        wrong: "WRONG_EVENT",
        sign(mine, stranger): "FORGED",
        flipped: "FORGED",
        "": "FORGED",
        "\x00\ufffd rubbish 🚗": "FORGED",
        "PD1:" + "A" * 100_000: "FORGED",
    }
    assert await door.verdicts(api, *tried) == list(tried.values())
    assert await CheckIn.all().count() == 2
    assert await Scan.all().count() == len(tried)


async def test_a_pass_past_its_time_is_expired(api: Api) -> None:
    door = await doors.door()
    seats = await doors.seated(door.event, await people.member("Ann"))
    await passes.Pass.filter(seat_id=seats[0].id).update(expires_at=clock.now() - _SECOND)
    assert await door.verdicts(api, *await doors.tokens(*seats)) == ["EXPIRED"]
    assert await CheckIn.all().count() == 0


async def test_a_pass_of_a_seat_that_never_was_is_unknown(api: Api) -> None:
    door = await doors.door()
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await passes.Pass.filter(seat_id=seat.id).delete()
    await Seat.filter(id=seat.id).delete()
    assert await door.verdicts(api, token) == ["UNKNOWN"]


async def test_a_cancelled_seat_was_good_before_its_cancellation(api: Api) -> None:
    door = await doors.door()
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    cancelled_at = clock.now() - timedelta(minutes=10)
    await Seat.filter(id=seat.id).update(cancelled_at=cancelled_at)
    answers = await door.submit(
        api, [door.scan(token), door.scan(token, cancelled_at - timedelta(minutes=1))]
    )
    assert [answer["verdict"] for answer in answers] == ["CANCELLED", "ADMITTED"]


async def test_a_batch_sent_again_answers_the_same_and_changes_nothing(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 5)
    scans = [door.scan(token) for token in [*tokens, tokens[0], "rubbish"]]
    first = await door.submit(api, scans)
    written = [
        await Scan.all().count(),
        await CheckIn.all().count(),
        await PointsEntry.all().count(),
    ]
    assert await door.submit(api, scans[::-1]) == first[::-1]
    assert written == [
        await Scan.all().count(),
        await CheckIn.all().count(),
        await PointsEntry.all().count(),
    ]
    assert written == [7, 5, 10]


async def test_the_same_batch_in_parallel_counts_once(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 8)
    scans = [door.scan(token) for token in tokens]
    answers = await asyncio.gather(*(door.submit(api, scans) for _ in range(6)))
    assert all(answer == answers[0] for answer in answers)
    assert await CheckIn.all().count() == 8
    assert await PointsEntry.all().count() == 16


async def test_any_order_of_arrival_comes_to_the_same_check_ins(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    tokens = await doors.crowd(north.event, 6)
    opened = clock.now() - timedelta(minutes=30)
    said = [
        (door, door.scan(token, opened + timedelta(seconds=17 * n + 5 * m)))
        for n, token in enumerate(tokens)
        for m, door in enumerate((south, north, south))
    ]
    Random(7).shuffle(said)
    await asyncio.gather(*(door.submit(api, [scan]) for door, scan in said))
    first = {scan["id"] for _, scan in said if _is_first(scan, said)}
    assert {str(row.scan_id) for row in await CheckIn.all()} == first
    assert [row.points for row in await PointsAccount.all()] == [100] * 6


def _is_first(scan: dict[str, Any], said: list[tuple[doors.Door, dict[str, Any]]]) -> bool:
    twins = [other for _, other in said if other["token"] == scan["token"]]
    return scan == min(twins, key=lambda twin: (twin["at"], twin["id"]))


async def test_an_earlier_scan_that_arrives_late_takes_the_check_in(api: Api) -> None:
    north = await doors.door()
    south = await north.another_tablet("South")
    [token] = await doors.crowd(north.event, 1)
    now = clock.now()
    late = north.scan(token, now - timedelta(minutes=1))
    [said_first] = await north.submit(api, [late])
    assert (said_first["verdict"], said_first["gateName"]) == ("ADMITTED", "North")
    [earlier] = await south.submit(api, [south.scan(token, now - timedelta(minutes=2))])
    assert (earlier["verdict"], earlier["gateName"]) == ("ADMITTED", "South")
    [again] = await north.submit(api, [late])
    assert (again["verdict"], again["gateName"]) == ("ALREADY_ADMITTED", "South")
    [account] = await PointsAccount.all()
    assert (account.points, account.growth) == (100, 50)


async def test_a_tablets_wrong_clock_is_corrected_by_its_offset(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    now = clock.now()
    wrong = now - timedelta(hours=7)
    [answer] = await door.submit(
        api, [door.scan(token, wrong - timedelta(minutes=3))], sent_at=wrong
    )
    assert answer["isTimeSuspect"] is False
    off = datetime.fromisoformat(str(answer["at"])) - (now - timedelta(minutes=3))
    assert timedelta(0) <= off < timedelta(seconds=20)
    [kept] = await Scan.all()
    assert milliseconds(kept.said_at) == milliseconds(wrong - timedelta(minutes=3))


async def test_a_scan_from_the_year_2030_is_kept_flagged_and_not_trusted(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    future = datetime(2030, 1, 1, tzinfo=UTC)
    [answer] = await door.submit(api, [door.scan(token, future)])
    assert (answer["verdict"], answer["isTimeSuspect"]) == ("ADMITTED", True)
    [kept] = await Scan.all()
    assert (kept.said_at, kept.at) == (future, kept.received_at)


async def test_a_scan_outside_of_the_dutys_time_admits_nobody(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    early = door.event.starts_at - timedelta(hours=3)
    await passes.Pass.all().update(not_before=early - timedelta(hours=1))
    [answer] = await door.submit(api, [door.scan(token, early)])
    assert answer["verdict"] == "EXPIRED"
    assert await CheckIn.all().count() == 0


async def test_an_exit_checks_nobody_in(api: Api) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    [answer] = await door.submit(api, [door.scan(token) | {"direction": "EXIT"}])
    assert (answer["verdict"], answer["checkedInAt"]) == ("LEFT", None)
    assert await CheckIn.all().count() == 0
    assert await door.verdicts(api, token) == ["ADMITTED"]


async def test_a_member_with_two_seats_earns_once(api: Api) -> None:
    door = await doors.door()
    ann = await people.member("Ann")
    seats = await doors.seated(door.event, ann)
    registration = await Registration.get(id=seats[0].registration_id)
    second = await Seat.create(
        id=ids.new(), registration=registration, event=door.event, contact_id=seats[0].contact_id,
        member_id=ann.id, position=2,
    )  # fmt: skip
    await passes.issue([second], door.event)
    assert await door.verdicts(api, *await doors.tokens(seats[0], second)) == ["ADMITTED"] * 2
    [account] = await PointsAccount.all()
    assert (account.points, account.growth) == (100, 50)
