import pytest

from tests.engine.library import GRAPHQL_JSON, Library, Reader

FRIEND = "https://app.library.test"


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": GRAPHQL_JSON},
        {"accept": "application/json"},
        {"graphql-require-preflight": "1", "accept": "*/*"},
        {"apollo-require-preflight": "1", "accept": "*/*"},
        {"x-apollo-operation-name": "A", "sec-fetch-site": "cross-site", "accept": "*/*"},
        {"x-requested-with": "fetch", "sec-fetch-site": "cross-site", "accept": "*/*"},
        {"content-type": "application/json", "sec-fetch-site": "cross-site", "accept": "*/*"},
        {"sec-fetch-site": "same-origin", "accept": "*/*"},
        {"sec-fetch-site": "cross-site", "origin": FRIEND, "accept": "*/*"},
    ],
)
async def test_a_query_may_be_got_by_what_no_page_of_a_stranger_can_send(
    headers: dict[str, str],
) -> None:
    async with Reader(Library().endpoint(allowed_origins=[FRIEND])) as reader:
        response = await reader.http.get("/", params={"query": "{ hello }"}, headers=headers)
    assert response.json()["data"] == {"hello": "Hello you"}


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "*/*"},
        {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "sec-fetch-site": "none"},
        {"accept": "text/event-stream"},
        {"accept": GRAPHQL_JSON, "sec-fetch-site": "cross-site"},
        {"accept": "application/json", "sec-fetch-site": "same-site"},
        {"accept": GRAPHQL_JSON, "sec-fetch-site": "cross-site", "origin": "https://evil.test"},
        {"accept": "*/*", "content-type": "text/plain"},
        {"accept": "*/*", "content-type": "application/x-www-form-urlencoded"},
    ],
)
async def test_a_get_that_a_strangers_page_can_send_is_refused_before_anyone_is_asked(
    headers: dict[str, str],
) -> None:
    library = Library()
    async with Reader(library.endpoint(allowed_origins=[FRIEND])) as reader:
        response = await reader.http.get("/", params={"query": "{ hello }"}, headers=headers)
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "graphql-require-preflight" in error["message"]
    assert library.connected_with == []
