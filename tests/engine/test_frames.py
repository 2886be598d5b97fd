from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from tests.engine.calls import INIT, TRANSPORT_WS, connected, dialled
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


@pytest.mark.parametrize("offered", [["graphql-ws"], ["soap"], None])
async def test_no_other_protocol_is_spoken(offered: list[Subprotocol] | None) -> None:
    async with dialled(Library().endpoint(), protocols=offered) as socket:
        assert await socket.closing() == (4406, "Subprotocol not acceptable")


async def test_of_several_protocols_the_one_that_is_spoken_is_chosen() -> None:
    offered = [Subprotocol("graphql-ws"), TRANSPORT_WS]
    async with connected(Library().endpoint(), protocols=offered) as socket:
        assert socket.wire.subprotocol == "graphql-transport-ws"


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
        '{"type":3}',
        '{"type":""}',
        '{"type":"start"}',
        '{"type":"connection_ack"}',
        '{"type":"next","id":"1","payload":{}}',
        '{"type":"error","id":"1","payload":[]}',
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
        '{"type":"subscribe","id":null,"payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":["1"],"payload":{"query":"{hello}"}}',
        '{"type":"subscribe","id":"1","payload":null}',
        '{"type":"subscribe","id":"1","payload":[{"query":"{hello}"}]}',
        '{"type":"subscribe","id":"1","payload":{"query":"{hello}","extensions":[]}}',
        '{"type":"complete"}',
        '{"type":"complete","id":""}',
        '{"type":"complete","id":1}',
        '{"type":"complete","id":["1"]}',
        '{"type":"connection_init","payload":[]}',
        '{"type":"connection_init","payload":"Bearer t-1"}',
        '{"type":"ping","payload":[]}',
        '{"type":"ping","payload":3}',
        '{"type":"pong","payload":"late"}',
    ],
)
async def test_a_malformed_frame_ends_in_4400_and_so_do_all_operations(frame: str | bytes) -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("subscription { forever }", "other")
        await socket.hear()
        await socket.wire.send(frame)
        assert (await socket.closing())[0] == 4400
        await library.visit.stopped.wait()
    assert library.faults == []


@pytest.mark.parametrize("frame", ["{", '{"type":"subscribe","id":1}', b'{"type":"ping"}'])
async def test_before_the_introduction_too_a_malformed_frame_ends_in_4400(
    frame: str | bytes,
) -> None:
    async with dialled(Library().endpoint()) as socket:
        await socket.wire.send(frame)
        assert (await socket.closing())[0] == 4400


@pytest.mark.parametrize(
    "message",
    [
        {"type": "pong"},
        {"type": "pong", "payload": {"late": True}},
        {"type": "pong", "payload": None},
        {"type": "complete", "id": "unknown"},
        {"type": "complete", "id": "7"},
        {"type": "pong", "id": 7, "more": []},
    ],
)
async def test_what_needs_no_answer_gets_none(message: dict[str, object]) -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.say(message, {"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


@pytest.mark.parametrize("payload", [{}, {"sent": 1}])
async def test_a_ping_is_answered_with_its_payload(payload: dict[str, object]) -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.say({"type": "ping", "payload": payload})
        assert await socket.hear() == {"type": "pong", "payload": payload}


async def test_a_ping_without_a_payload_is_answered_without_one() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.say({"type": "ping"}, {"type": "ping", "payload": None})
        assert [await socket.hear(), await socket.hear()] == [{"type": "pong"}] * 2


@pytest.mark.parametrize("identity", ["1", "007", " ", "名", "x" * 1000])
async def test_an_id_may_be_any_string_but_the_empty_one(identity: str) -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.subscribe("{ hello }", identity)
        assert (await socket.hear())["id"] == identity
        assert await socket.hear() == {"id": identity, "type": "complete"}


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


async def test_an_id_may_be_used_again_once_its_operation_has_completed() -> None:
    async with connected(Library().endpoint()) as socket:
        for _ in range(2):
            await socket.subscribe("{ hello }", "same")
            assert [(await socket.hear())["type"] for _ in range(2)] == ["next", "complete"]


async def test_an_id_may_be_used_again_once_the_client_has_completed_it() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("subscription { forever }", "same")
        await socket.hear()
        await socket.say({"type": "complete", "id": "same"})
        await socket.subscribe("{ hello }", "same")
        assert (await socket.hear())["payload"]["data"] == {"hello": "Hello you"}
        await library.visit.stopped.wait()


async def test_nothing_is_sent_of_what_the_client_has_completed() -> None:
    library = Library()
    async with connected(library.endpoint()) as socket:
        await socket.subscribe("{ wait }", "1")
        await library.visit.started.wait()
        await socket.say({"type": "complete", "id": "1"})
        await library.visit.stopped.wait()
        await socket.say({"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


async def test_after_an_error_nothing_more_is_said_of_an_operation() -> None:
    async with connected(Library().endpoint()) as socket:
        await socket.subscribe("{ hello", "1")
        assert (await socket.hear())["type"] == "error"
        await socket.say({"type": "complete", "id": "1"}, {"type": "ping"})
        assert await socket.hear() == {"type": "pong"}


async def test_who_subscribes_without_waiting_for_the_acknowledgement_gets_it_first() -> None:
    async with dialled(Library().endpoint()) as socket:
        await socket.say(INIT)
        await socket.subscribe("{ hello }")
        heard = [(await socket.hear())["type"] for _ in range(3)]
    assert heard == ["connection_ack", "next", "complete"]
