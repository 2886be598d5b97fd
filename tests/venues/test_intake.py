import asyncio

import pytest

from models import clock, ids
from models.access.viewer import Duty
from models.scans import Direction, Scan
from tests import doors
from tests.client import Api
from venues import batches
from venues.batches import Batch, Told
from venues.intake import Intake
from venues.verdicts import Verdict


def _batch(door: doors.Door, *tokens: str) -> Batch:
    now = clock.now()
    told = [Told(ids.new(), token, now, Direction.ENTRY) for token in tokens]
    duty: Duty = door.tablet.duties[0]
    return Batch(door.device.id, duty, told, now)


async def test_batches_that_wait_share_a_transaction_and_each_has_its_own_answers(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 9)
    sizes: list[int] = []
    submit = batches.submit

    async def counted(taken: list[Batch]) -> list[list[batches.Answer]]:
        sizes.append(len(taken))
        return await submit(taken)

    monkeypatch.setattr(batches, "submit", counted)
    intake = Intake()
    sent = [_batch(door, token) for token in tokens]
    answers = await asyncio.gather(*(intake.submit(batch) for batch in sent))
    assert sizes == [9]
    for batch, [answer] in zip(sent, answers, strict=True):
        assert (answer.scan_id, answer.verdict) == (batch.told[0].scan_id, Verdict.ADMITTED)


async def test_a_batch_that_fails_costs_only_itself(api: Api) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 3)
    intake = Intake()
    good = [_batch(door, token) for token in tokens]
    stranger = Batch(ids.new(), good[0].duty, good[0].told, good[0].sent_at)  # no such device
    outcomes = await asyncio.gather(
        *(intake.submit(batch) for batch in [good[0], stranger, *good[1:]]), return_exceptions=True
    )
    assert [isinstance(outcome, Exception) for outcome in outcomes] == [False, True, False, False]
    assert await Scan.all().count() == 3


async def test_one_who_has_gone_takes_nobody_along(api: Api) -> None:
    door = await doors.door()
    first, second = await doors.crowd(door.event, 2)
    intake = Intake()
    leaving = asyncio.create_task(intake.submit(_batch(door, first)))
    staying = asyncio.create_task(intake.submit(_batch(door, second)))
    await asyncio.sleep(0)
    leaving.cancel()
    [answer] = await staying
    assert answer.verdict is Verdict.ADMITTED
    assert await Scan.all().count() == 2


async def test_more_than_a_transaction_holds_is_done_in_several(api: Api) -> None:
    door = await doors.door()
    intake = Intake()
    sent = [_batch(door, *["rubbish"] * 200) for _ in range(4)]
    answers = await asyncio.gather(*(intake.submit(batch) for batch in sent))
    assert [len(answer) for answer in answers] == [200] * 4
    assert await Scan.all().count() == 800
