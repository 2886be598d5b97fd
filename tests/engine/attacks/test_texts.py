"""Documents that are long rather than wide: refused before they are read, however they come."""

import pytest
from websockets.frames import Frame, Opcode

from tests.engine import raw
from tests.engine.library import Library, Reader, listening


@pytest.mark.parametrize(
    ("query", "limit", "most", "actual"),
    [
        ("{ hello }" + "#" * 50_000, "characters", 50_000, 50_009),
        ('{ hello(name: "' + "x" * 50_000 + '") }', "characters", 50_000, 50_019),
        ("query " + "Q" * 50_000 + "{ hello }", "characters", 50_000, 50_015),
        ("{ hello }" + "\n" * 2_000, "lines", 2_000, 2_001),
        ("{ hello }" + "\r" * 2_000, "lines", 2_000, 2_001),
        ("{" + " hello" * 2_000 + "}", "tokens", 2_000, 2_001),
    ],
)
async def test_a_document_beyond_a_limit_is_refused_by_its_name(
    query: str, limit: str, most: int, actual: int
) -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"] == {
        "code": "QUERY_TOO_COMPLEX",
        "limit": limit,
        "most": most,
        "actual": actual,
    }


async def test_a_query_of_5_mb_is_refused_as_a_body() -> None:
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask("{ hello }" + " " * 5_000_000)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_a_query_of_5_mb_is_refused_on_a_socket_before_it_has_come() -> None:
    async with listening(Library().endpoint()) as port, raw.connected(port) as wire:
        await wire.write(Frame(Opcode.TEXT, b" " * 5_000_000).serialize(mask=True)[:1_000])
        code, reason = await wire.closing()
    assert (code, reason) == (1009, "frame with 5000000 bytes exceeds limit of 1048576 bytes")


async def test_a_long_query_is_refused_on_a_socket_that_goes_on() -> None:
    async with listening(Library().endpoint()) as port, raw.connected(port) as wire:
        payload = {"query": "{ hello }" + " " * 60_000}
        await wire.say({"type": "subscribe", "id": "1", "payload": payload})
        refused = await wire.hear()
        await wire.say({"type": "ping"})
        assert await wire.hear() == {"type": "pong"}
    assert (refused["type"], refused["id"]) == ("error", "1")
    assert refused["payload"][0]["extensions"]["limit"] == "characters"


@pytest.mark.parametrize("opening", ["{ book ", "{ echo(value: ", "{ echo(value: ["])
async def test_what_is_nested_without_end_is_refused(opening: str) -> None:
    deep = {"{ book ": "{ similar ", "{ echo(value: ": "{ a: ", "{ echo(value: [": "["}[opening]
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(opening + deep * 600)
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] in {"GRAPHQL_PARSE_FAILED", "QUERY_TOO_COMPLEX"}


async def test_errors_in_many_places_of_a_long_document_make_no_long_answer() -> None:
    """Each error names its operation, and finding a place takes a look at every line before it."""
    uses = " ".join(f"a{n}: twice(number: $v{n})" for n in range(20))
    query = "query " + "Q" * 40_000 + "\n" * 1_900 + "{" + uses + "}"
    async with Reader(Library().endpoint()) as reader:
        response = await reader.ask(query)
    assert {each["extensions"]["code"] for each in response.json()["errors"]} == {
        "GRAPHQL_VALIDATION_FAILED"
    }
    assert len(response.content) < 1024 * 1024
