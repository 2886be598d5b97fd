from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from tests.engine.calls import INIT, connected, dialled
from tests.engine.library import Library


async def test_who_subscribes_before_the_acknowledgement_is_unauthorised() -> None:
    library = Library()
    async with dialled(library.endpoint()) as socket:
        await socket.subscribe('mutation { rename(name: "Eve") }')
        assert await socket.closing() == (4401, "Unauthorized")
    assert library.visit.renamed == []


async def test_who_does_not_introduce_themselves_in_time_is_closed_with_4408() -> None:
    async with dialled(Library().endpoint(init_seconds=0.05)) as socket:
        assert await socket.closing() == (4408, "Connection initialisation timeout")


async def test_five_seconds_are_given_for_the_introduction_and_ten_for_reading() -> None:
    endpoint = Library().endpoint()
    assert endpoint.connection_init_wait_timeout.total_seconds() == 5
    assert endpoint.transport.send_seconds == 10
    assert endpoint.transport.recheck_seconds == 30
    assert endpoint.transport.most_subscriptions == 100


async def test_a_second_introduction_is_closed_with_4429() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.say(INIT)
        assert (await socket.closing())[0] == 4429


async def test_the_legacy_protocol_is_not_spoken() -> None:
    async with dialled(Library().endpoint(), protocol=Subprotocol("graphql-ws")) as socket:
        assert await socket.closing() == (4406, "Subprotocol not acceptable")


async def test_a_page_of_another_site_may_not_connect_unless_it_is_allowed() -> None:
    friend: dict[str, Any] = {"allowed_origins": ["https://friend.test"]}
    async with connected(Library().endpoint(**friend), origin="https://friend.test") as socket:
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}
    with pytest.raises(InvalidStatus) as refusal:
        async with dialled(Library().endpoint(**friend), origin="https://foe.test"):
            pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        "[" * 10_000 + "]" * 10_000,
        b'{"type":"ping"}',
        "{}",
        '{"type":null}',
        '{"type":"start"}',
        '{"type":"' + "é" * 200 + '"}',
        '{"type":"subscribe"}',
        '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"","payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":1,"payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":"1","payload":"{hello}"}',
        '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":[]}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","variables":3}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","operationName":3}}',
        '{"type":"complete"}',
        '{"type":"complete","id":["1"]}',
        '{"type":"connection_init","payload":[]}',
    ],
)
async def test_a_malformed_frame_ends_in_4400(frame: str | bytes) -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.wire.send(frame)
        assert (await socket.closing())[0] == 4400
    assert library.faults == []


async def test_a_result_that_cannot_be_written_as_json_is_a_fault() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("{ unprintable }")
        assert await socket.hear() == {"id": "1", "type": "complete"}
    assert len(library.faults) == 1


async def test_one_subscription_more_than_allowed_is_refused_and_another_may_follow_one() -> None:
    async with connected(Library().endpoint(most_subscriptions=2)) as socket:
        for identity in ("1", "2", "3"):
            await socket.subscribe("subscription { forever }", identity)
        heard = {each["id"]: each for each in [await socket.hear() for _ in range(3)]}
        assert heard["3"]["type"] == "error"
        assert heard["3"]["payload"][0]["extensions"] == {"code": "TOO_MANY_SUBSCRIPTIONS"}
        await socket.say({"type": "complete", "id": "1"})
        await socket.subscribe("{ hello }", "4")
        assert (await socket.hear())["payload"]["data"] == {"hello": "Hello you"}


@pytest.mark.parametrize("most", [1, 100])
async def test_an_id_in_use_is_closed_with_4409(most: int) -> None:
    async with connected(Library().endpoint(most_subscriptions=most)) as socket:
        await socket.subscribe("subscription { forever }")
        await socket.subscribe("subscription { forever }")
        assert (await socket.closing())[0] == 4409
