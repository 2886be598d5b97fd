"""Who is told the schema: as it is set, and nobody in production unless it is."""

from typing import Any

import pytest
from graphql import get_introspection_query

from models import sessions
from server.settings import Environment, Introspection
from tests import people
from tests.application import code, service

SCHEMA = "{ __schema { queryType { name } } }"
TYPE = '{ ... { __type(name: "Lead") { fields { name } } } }'
PRODUCTION: dict[str, Any] = {
    "environment": Environment.PRODUCTION,
    "public_url": "https://community.brand.example",
}


@pytest.mark.parametrize(
    ("mode", "nobody", "member"),
    [
        (Introspection.OPEN, True, True),
        (Introspection.SIGNED_IN, False, True),
        (Introspection.CLOSED, False, False),
    ],
)
@pytest.mark.parametrize("query", [SCHEMA, TYPE])
async def test_the_schema_is_told_to_whom_the_setting_says(
    db: str, query: str, mode: Introspection, *, nobody: bool, member: bool
) -> None:
    async with service(db, introspection=mode) as served:
        session = await sessions.open_for(await people.member("Ann"))
        answers = [await served.ask(query), await served.ask(query, token=session.token)]
        named = await served.ask("{ __typename }")
    told = ["errors" not in answer.json() for answer in answers]
    assert told == [nobody, member]
    assert {code(answer) for answer in answers if "errors" in answer.json()} <= {
        "INTROSPECTION_DISABLED"
    }
    assert named.json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(("said", "told"), [({}, True), (PRODUCTION, False)])
async def test_unless_it_is_set_the_schema_is_told_at_a_desk_and_not_in_production(
    db: str, said: dict[str, Any], *, told: bool
) -> None:
    async with service(db, **said) as served:
        answer = await served.ask(SCHEMA)
        misspelt = await served.ask("{ viewr { email } }")
        page = await served.client.get("/graphql", headers={"Accept": "text/html"})
    assert ("errors" not in answer.json()) is told
    assert ("Did you mean" in misspelt.text) is told
    assert ("<html" in page.text) is told


async def test_what_tools_ask_of_a_schema_is_within_the_limits(db: str) -> None:
    everything = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    async with service(db) as served:
        answer = (await served.ask(everything)).json()
    assert "errors" not in answer
    assert len(answer["data"]["__schema"]["types"]) > 200
    # Much below what is let through, so that a few more types close nobody's tools.
    assert answer["extensions"]["cost"]["requested"] < 4_000
