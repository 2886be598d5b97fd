"""Who is let in, under which request id, and what the log keeps of it."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from models import departures, members, sessions
from models.members import Member
from server.observing import kind_of
from tests import people
from tests.application import Service, code, service

_MINE = "query Mine { viewer { email } }"
_SEND = """
    mutation Send($input: SignInStartInput!) {
        signInStart(input: $input) { userErrors { message } }
    }
"""


@pytest.fixture
async def served(db: str) -> AsyncIterator[Service]:
    async with service(db) as running:
        yield running


@pytest.fixture
async def ann(db: str) -> Member:
    return await people.member("Ann")


async def test_a_bearer_token_opens_its_members_account(served: Service, ann: Member) -> None:
    session = await sessions.open_for(ann)
    answer = await served.ask(_MINE, token=session.token)
    assert answer.json()["data"] == {"viewer": {"email": "ann@people.example"}}


async def test_without_a_credential_everyone_is_nobody(served: Service) -> None:
    answer = await served.ask(_MINE)
    assert (answer.status_code, answer.json()["data"]) == (200, {"viewer": None})


@pytest.mark.parametrize(
    "said",
    [
        "Bearer ps_nothing",
        "Bearer pd_nothing",
        "Bearer other",
        "Bearer ",
        "Bearer",
        "Basic YTpi",
        f"Bearer {'x' * 600}",
    ],
)
async def test_a_credential_that_opens_nothing_is_refused_and_not_ignored(
    served: Service, said: str
) -> None:
    answer = await served.ask(_MINE, headers={"Authorization": said})
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert "data" not in answer.json()


async def test_a_session_of_a_removed_member_opens_nothing(served: Service, ann: Member) -> None:
    session = await sessions.open_for(ann)
    await departures.remove(ann, by=None)
    assert code(await served.ask(_MINE, token=session.token)) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("accepted", "said"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "电子邮箱地址无效。"),
        ("fr, en;q=0.5", "This is not an e-mail address."),
        ("", "This is not an e-mail address."),
    ],
)
async def test_nobody_is_answered_in_the_language_that_their_browser_asks_for(
    served: Service, accepted: str, said: str
) -> None:
    sent = {"idempotencyKey": "1", "email": "nonsense"}
    answer = await served.ask(_SEND, headers={"Accept-Language": accepted}, input=sent)
    assert answer.json()["data"]["signInStart"]["userErrors"] == [{"message": said}]


async def test_a_sane_request_id_is_kept_and_any_other_replaced(served: Service) -> None:
    kept = await served.ask(_MINE, headers={"X-Request-Id": "from-the-proxy-42"})
    assert kept.headers["x-request-id"] == "from-the-proxy-42"
    for insane in ("short", "x" * 65, "new\tline-new-line", "<script>alert(1)</script>"):
        replaced = await served.ask(_MINE, headers={"X-Request-Id": insane})
        assert len(replaced.headers["x-request-id"]) == 36


async def test_the_log_names_the_operation_and_its_viewer_but_no_secret(
    served: Service, ann: Member
) -> None:
    session = await sessions.open_for(ann)
    sent = {"idempotencyKey": "1", "email": "somebody@else.example"}
    with capture_logs() as lines:
        await served.ask(_SEND, token=session.token, input=sent)
    [line] = [line for line in lines if line["event"] == "request"]
    assert line.pop("ms") > 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "POST",
        "path": "/graphql",
        "status": 200,
        "kind": "mutation",
        "operation": "Send",
        "viewer": "member",
        "outcome": "OK",
    }
    assert session.token not in str(lines)
    assert "somebody@else.example" not in str(lines)


async def test_the_log_tells_what_a_refused_operation_was_refused_for(served: Service) -> None:
    with capture_logs() as lines:
        await served.ask("query Wrong { nonsense }")
    [line] = [line for line in lines if line["event"] == "request"]
    assert (line["status"], line["outcome"]) == (200, "GRAPHQL_VALIDATION_FAILED")


async def test_health_checks_do_not_fill_the_log(served: Service) -> None:
    with capture_logs() as lines:
        await served.client.get("/healthz")
        await served.client.get("/metrics")
    assert [line for line in lines if line["event"] == "request"] == []


async def test_the_log_knows_operators_from_members_and_devices(db: str) -> None:
    operator = await people.operator()
    member = await people.viewer(await members.of_address("ann@people.example"))
    assert [kind_of(one) for one in (operator, member)] == ["operator", "member"]


async def test_a_named_site_may_ask_from_a_browser_and_others_may_not(db: str) -> None:
    async with service(db, allowed_origins=("https://club.example",)) as served:
        named = await served.ask(_MINE, headers={"Origin": "https://club.example"})
        other = await served.ask(_MINE, headers={"Origin": "https://evil.example"})
    assert named.headers["access-control-allow-origin"] == "https://club.example"
    assert "access-control-allow-origin" not in other.headers


async def test_a_fault_is_masked_and_logged_with_its_request(
    served: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_said: object) -> None:
        raise ZeroDivisionError("the secret reason")

    monkeypatch.setattr("resolvers.members.members.see", broken)
    session = await sessions.open_for(await people.member("Bea"))
    with capture_logs() as lines:
        answer = await served.ask(
            _MINE, token=session.token, headers={"X-Request-Id": "request-0001"}
        )
    assert code(answer) == "INTERNAL"
    assert answer.json()["errors"][0]["extensions"]["requestId"] == "request-0001"
    assert "secret reason" not in answer.text
    [fault] = [line for line in lines if line["event"] == "fault"]
    assert isinstance(fault["exc_info"], ZeroDivisionError)
