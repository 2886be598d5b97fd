"""GraphQL over HTTP as the whole application serves it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.application import code, service

_ASKED = "{ __typename }"
_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
_PRODUCTION: dict[str, Any] = {
    "environment": "production",
    "public_url": "https://community.example",
}


async def test_a_browser_gets_a_page_that_may_ask_this_server_only(db: str) -> None:
    async with service(db) as served:
        page = await served.client.get("/graphql", headers=_BROWSER)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_production_has_no_such_page(db: str) -> None:
    async with service(db, **_PRODUCTION) as served:
        answer = await served.client.get("/graphql", headers=_BROWSER)
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("accept", "begun"),
    [
        ("text/event-stream", ':\n\nevent: next\ndata: {"data":{"__typename":"Query"}'),
        (
            "multipart/mixed;boundary=graphql;subscriptionSpec=1.0",
            '--graphql\r\nContent-Type: application/json\r\n\r\n{"payload":{"data":{"__typename"',
        ),
    ],
)
async def test_an_operation_may_be_streamed(db: str, accept: str, begun: str) -> None:
    async with service(db) as served:
        answer = await served.ask(_ASKED, headers={"Accept": accept})
    assert answer.text.startswith(begun)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
async def test_a_credential_that_opens_nothing_is_told_by_the_status_in_any_type(
    db: str, accept: str
) -> None:
    async with service(db) as served:
        answer = await served.ask(_ASKED, token="ps_nothing", headers={"Accept": accept})
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


async def test_nothing_but_the_documents_of_the_named_files_is_executed(
    db: str, tmp_path: Path
) -> None:
    file = tmp_path / "persisted.json"
    file.write_text(json.dumps({"2fe2ea57": _ASKED}))
    named = f"sha256:{sha256(_ASKED.encode()).hexdigest()}"
    async with service(
        db, trusted_documents=(file,), only_trusted_documents=True, **_PRODUCTION
    ) as served:
        answers = [
            await served.client.post("/graphql", json={"documentId": name})
            for name in ("2fe2ea57", named)
        ]
        refused = await served.ask(_ASKED)
    assert [answer.json()["data"] for answer in answers] == [{"__typename": "Query"}] * 2
    assert code(refused) == "TRUSTED_DOCUMENT_REQUIRED"
