from datetime import timedelta
from typing import Any

import pytest

from models import clock, departures, outbox, sessions
from models.access.viewer import recognise
from models.members import Member
from models.sessions import Session
from models.sign_in import SignInCode
from tests import people
from tests.client import NOBODY, Api
from tests.house import STORY_CODE

_TOKEN = "token viewer { email }"


async def _code_for(api: Api, email: str) -> str:
    await api.mutate("signInStart", "expiresAt", email=email)
    return str((await outbox.lease(10))[-1].payload["code"])


def _off_by_one(code: str) -> str:
    return str((int(code) + 1) % 1_000_000).zfill(6)


async def test_a_code_opens_a_session_once(api: Api) -> None:
    code = await _code_for(api, "Ann@People.Example")
    payload = await api.mutate("signInComplete", _TOKEN, email="ann@people.example", code=code)
    assert payload["viewer"] == {"email": "ann@people.example"}
    viewer = await recognise(payload["token"])
    assert viewer is not None
    assert viewer.member_id == (await Member.get(email="ann@people.example")).id
    assert (
        await api.refused("signInComplete", email="ann@people.example", code=code) == "CODE_WRONG"
    )
    assert await Session.all().count() == 1


async def test_the_database_keeps_no_token_and_no_code(api: Api) -> None:
    code = await _code_for(api, "ann@people.example")
    payload = await api.mutate("signInComplete", _TOKEN, email="ann@people.example", code=code)
    assert code not in str(await SignInCode.all().values())
    assert payload["token"] not in str(await Session.all().values())


async def test_a_known_and_an_unknown_address_get_the_same_answer(api: Api) -> None:
    await people.member("Ann")
    now = clock.now()
    with clock.injected(lambda: now):
        known = await api.mutate("signInStart", "expiresAt", email="ann@people.example")
        unknown = await api.mutate("signInStart", "expiresAt", email="nobody@people.example")
    assert known == unknown
    assert await Member.all().count() == 1


async def test_the_sixth_try_fails_even_with_the_right_code(api: Api) -> None:
    code = await _code_for(api, "ann@people.example")
    for _ in range(5):
        wrong = _off_by_one(code)
        assert await api.refused("signInComplete", email="ann@people.example", code=wrong) == (
            "CODE_WRONG"
        )
    assert (
        await api.refused("signInComplete", email="ann@people.example", code=code) == "CODE_WRONG"
    )
    assert await Session.all().count() == 0


async def test_the_fifth_try_may_still_be_right(api: Api) -> None:
    code = await _code_for(api, "ann@people.example")
    for _ in range(4):
        await api.refused("signInComplete", email="ann@people.example", code=_off_by_one(code))
    payload = await api.mutate("signInComplete", _TOKEN, email="ann@people.example", code=code)
    assert payload["userErrors"] == []


async def test_a_code_is_good_for_ten_minutes(api: Api) -> None:
    sent = clock.now()
    code = await _code_for(api, "ann@people.example")
    with clock.injected(lambda: sent + timedelta(minutes=10, seconds=1)):
        refused = await api.refused("signInComplete", email="ann@people.example", code=code)
    assert refused == "CODE_WRONG"
    assert await Session.all().count() == 0


async def test_an_address_gets_five_codes_an_hour(api: Api) -> None:
    for _ in range(5):
        await api.mutate("signInStart", "expiresAt", email="ann@people.example")
    assert await api.refused("signInStart", email="ann@people.example") == "THROTTLED"
    assert await SignInCode.all().count() == 5


async def test_a_replay_of_a_sign_in_hands_out_nothing(api: Api) -> None:
    code = await _code_for(api, "ann@people.example")
    said: dict[str, Any] = {"email": "ann@people.example", "code": code}
    assert (await api.mutate("signInComplete", _TOKEN, key="k", **said))["token"]
    replay = await api.mutate("signInComplete", _TOKEN, key="k", **said)
    assert replay["token"] is None
    assert [error["code"] for error in replay["userErrors"]] == ["ALREADY_USED"]
    assert await Session.all().count() == 1


async def test_a_revoked_session_opens_nothing(api: Api) -> None:
    ann = await people.viewer(await people.member("Ann"))
    payload = await api.mutate("sessionRevoke", "revokedAt", as_=ann)
    assert payload["revokedAt"] is not None
    assert (await Session.get(id=ann.session_id)).revoked_at is not None


async def test_a_removed_member_is_nobody(api: Api) -> None:
    del api
    ann = await people.member("Ann")
    session = await sessions.open_for(ann)
    assert await recognise(session.token) is not None
    await departures.remove(ann, by=None)
    assert await recognise(session.token) is None


async def test_the_story_signs_in_by_its_code_alone_and_not_in_production(api: Api) -> None:
    ann = await people.member("Ann")
    await Member.filter(id=ann.id).update(is_story=True)
    said: dict[str, Any] = {"email": "ann@people.example", "code": STORY_CODE}
    assert (await api.mutate("signInComplete", _TOKEN, **said))["token"]
    api.house.story_code = None
    assert await api.refused("signInComplete", **said) == "CODE_WRONG"
    real = await _code_for(api, "ann@people.example")
    assert (
        await api.refused("signInComplete", email="ann@people.example", code=real) == "CODE_WRONG"
    )


async def test_the_story_code_is_no_use_for_anyone_else(api: Api) -> None:
    await people.member("Ann")
    said: dict[str, Any] = {"email": "ann@people.example", "code": STORY_CODE}
    assert await api.refused("signInComplete", **said) == "CODE_WRONG"


async def test_a_code_in_letters_that_are_not_ascii_is_wrong_and_no_fault(api: Api) -> None:
    ann = await people.member("Ann")
    await Member.filter(id=ann.id).update(is_story=True)
    said: dict[str, Any] = {"email": "ann@people.example", "code": "二四六八一零"}
    assert await api.refused("signInComplete", **said) == "CODE_WRONG"
    assert await Session.all().count() == 0


async def test_a_code_is_sent_only_in_a_language_that_letters_are_written_in(api: Api) -> None:
    said: dict[str, Any] = {"email": "ann@people.example"}
    assert await api.refused("signInStart", **said, locale="../xx") == "LOCALE_UNKNOWN"
    assert await SignInCode.all().count() == 0
    assert await outbox.lease(10) == []
    await api.mutate("signInStart", "expiresAt", **said, locale="zh_Hans-CN")
    [message] = await outbox.lease(10)
    assert message.payload["locale"] == "zh"


@pytest.mark.parametrize("is_known", [False, True])
async def test_what_is_asked_of_the_viewer_who_signs_in_is_theirs(
    api: Api, *, is_known: bool
) -> None:
    ann = await people.operator("Ann")
    before = await people.viewer(await people.member("Ben")) if is_known else NOBODY
    await Member.filter(id=ann.member_id).update(is_story=True)
    payload = await api.mutate(
        "signInComplete",
        "viewer { email grants { role } registrations(first: 1) { edges { cursor } } }",
        as_=before,
        email="ann@people.example",
        code=STORY_CODE,
    )
    assert payload["viewer"] == {
        "email": "ann@people.example",
        "grants": [{"role": "OPERATOR"}],
        "registrations": {"edges": []},
    }
