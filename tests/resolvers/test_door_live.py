"""The door as it happens: at once, as often as is useful, read once for all, shut with the role."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from models import clock
from models.access.viewer import Viewer
from models.door_views import boards, reading
from models.events import Event
from models.grants import Grant, Role
from models.sessions import Session
from schema.context import House
from schema.nodes import encode
from tests import doors, people
from tests.clashes import ALONE
from tests.client import Api
from tests.doors import Door
from tests.feeds import Ended
from tests.screens import VIEW, screen

_DOOR = f"query($id: ID!) {{ node(id: $id) {{ ... on Event {{ door {VIEW} }} }} }}"


async def _staff(door: Door) -> Viewer:
    return await people.with_role("Stan", Role.VENUE_STAFF, door.event.venue_id)


async def test_the_first_view_comes_at_once_and_then_one_with_each_change(
    api: Api, the_house: House
) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 2)
    async with screen(the_house, await _staff(door), door.event) as seen:
        first = await seen.next()
        await door.verdicts(api, tokens[0])
        second = await seen.until(inside=1)
        await door.verdicts(api, "PD1:FORGED")
        third = await seen.until(refused=1)
    assert (first["inside"], first["expected"]) == (0, 2)
    assert (second["expected"], third["inside"]) == (1, 1)


async def test_a_view_comes_every_five_seconds_though_nothing_happens(
    api: Api, the_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "EVERY", 0.4)
    door = await doors.door()
    async with screen(the_house, await _staff(door), door.event) as seen:
        times = [(await seen.next())["at"] for _ in range(3)]
    assert times == sorted(set(times))


async def test_a_hundred_screens_read_the_door_once(
    api: Api, the_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Event] = []
    view = reading.view

    async def counting(event: Event) -> Any:
        read.append(event)
        return await view(event)

    monkeypatch.setattr(reading, "view", counting)
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    stan = await _staff(door)
    async with AsyncExitStack() as stack:
        screens = [
            await stack.enter_async_context(screen(the_house, stan, door.event)) for _ in range(100)
        ]
        firsts = await asyncio.gather(*(seen.next() for seen in screens))
        assert len(read) == 1
        await door.verdicts(api, token)
        await asyncio.gather(*(seen.until(inside=1) for seen in screens))
    assert {first["inside"] for first in firsts} == {0}
    assert len(read) <= 4
    assert boards._boards == {}


async def test_no_more_than_four_views_come_in_a_second(api: Api, the_house: House) -> None:
    door = await doors.door()
    tokens = await doors.crowd(door.event, 30)
    async with screen(the_house, await _staff(door), door.event) as seen:
        await seen.next()
        began = asyncio.get_running_loop().time()
        views = 0

        async def scan_all() -> None:
            for token in tokens:
                await door.verdicts(api, token)

        scanning = asyncio.create_task(scan_all())
        while (await seen.next())["inside"] < 30:
            views += 1
        await scanning
        seconds = asyncio.get_running_loop().time() - began
    assert views <= seconds / boards.PACE


async def test_whoever_does_not_run_the_event_sees_nothing(api: Api, the_house: House) -> None:
    door = await doors.door()
    ann = await people.viewer(await people.member("Ann"))
    for viewer, refusal in (
        (Viewer(), "SIGN_IN_REQUIRED"),
        (door.tablet, "SIGN_IN_REQUIRED"),
        (ann, "NOT_FOUND"),
    ):
        found = await api(_DOOR, as_=viewer, id=encode("Event", door.event.id))
        assert found["node"]["door"] is None
        async with screen(the_house, viewer, door.event) as seen:
            with pytest.raises(Ended) as ended:
                await seen.next()
        assert ended.value.code == refusal
    async with screen(the_house, await _staff(door), "nonsense") as seen:
        with pytest.raises(Ended) as ended:
            await seen.next()
    assert ended.value.code == "NOT_FOUND"


@pytest.mark.parametrize("lost", ["FORBIDDEN", "UNAUTHENTICATED"])
async def test_a_role_or_session_that_ends_shuts_the_door_before_the_next_view(
    api: Api, the_house: House, lost: str
) -> None:
    door = await doors.door()
    [token] = await doors.crowd(door.event, 1)
    stan = await _staff(door)
    async with screen(the_house, stan, door.event) as seen:
        await seen.next()
        if lost == "FORBIDDEN":
            await Grant.filter(member_id=stan.member_id).update(ends_at=clock.now())
        else:
            await (await Session.get(id=stan.session_id)).revoke()
        await door.submit(api, [door.scan(token, **ALONE)])
        with pytest.raises(Ended) as ended:
            await seen.next()
    assert ended.value.code == lost


async def test_a_view_that_could_not_be_read_ends_the_screens_and_not_the_board(
    api: Api, the_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, view, broken = await doors.door(), reading.view, True

    async def breaking(event: Event) -> Any:
        if broken:
            raise OSError("away")
        return await view(event)

    monkeypatch.setattr(reading, "view", breaking)
    stan = await _staff(door)
    async with screen(the_house, stan, door.event) as seen:
        with pytest.raises(Ended) as ended:
            await seen.next()
    assert ended.value.code == "INTERNAL"
    broken = False
    async with screen(the_house, stan, door.event) as seen:
        assert (await seen.next())["inside"] == 0
