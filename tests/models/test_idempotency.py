import asyncio
from datetime import timedelta

import pytest

from models import clock, idempotency
from models.idempotency import Call, IdempotencyKey, Outcome
from models.members import Member
from models.refusals import CodeWrong, OutOfRange, Refusal, Throttled


def _call(key: str = "k", actor: str = "member:1", **said: object) -> Call:
    return Call(actor, "memberCreate", key, said)


async def _ann() -> Member:
    return await Member.create(email=f"{await Member.all().count()}@people.example")


async def test_a_replay_does_nothing_and_answers_the_same(db: str) -> None:
    first = await idempotency.once(_call(), _ann)
    assert await idempotency.once(_call(), _ann) == first
    assert await Member.all().count() == 1


async def test_twenty_calls_at_once_are_one(db: str) -> None:
    outcomes = await asyncio.gather(*(idempotency.once(_call(), _ann) for _ in range(20)))
    assert len({outcome.id for outcome in outcomes}) == 1
    assert await Member.all().count() == 1


async def test_the_same_key_with_other_input_is_refused(db: str) -> None:
    await idempotency.once(_call(name="Ann"), _ann)
    outcome = await idempotency.once(_call(name="Ben"), _ann)
    assert _code(outcome) == "IDEMPOTENCY_CONFLICT"
    assert await Member.all().count() == 1


@pytest.mark.parametrize(
    "same", [" k" + " " * 200, "\tk\n", pytest.param("k" + "\u3000" * 200, id="wide spaces")]
)
async def test_space_around_a_key_makes_no_other_key(db: str, same: str) -> None:
    first = await idempotency.once(_call(), _ann)
    assert await idempotency.once(_call(same), _ann) == first
    assert await Member.all().count() == 1


async def test_keys_of_others_are_others(db: str) -> None:
    first = await idempotency.once(_call(), _ann)
    second = await idempotency.once(_call(actor="member:2"), _ann)
    assert first.id != second.id


async def test_a_refusal_writes_nothing_and_is_remembered_with_its_facts(db: str) -> None:
    async def verb() -> Member:
        await _ann()
        raise OutOfRange("capacity", least=1, most=9)

    first = await idempotency.once(_call(), verb)
    assert await Member.all().count() == 0
    replay = await idempotency.once(_call(), _ann)
    for outcome in (first, replay):
        assert outcome.refusal is not None
        assert outcome.refusal.stored() == {
            "code": "OUT_OF_RANGE",
            "field": "capacity",
            "facts": {"least": 1, "most": 9},
        }
    assert await Member.all().count() == 0


async def test_a_passing_refusal_is_forgotten_so_that_the_next_try_may_succeed(db: str) -> None:
    async def busy() -> Member:
        raise Throttled(seconds=3)

    assert _code(await idempotency.once(_call(), busy)) == "THROTTLED"
    assert (await idempotency.once(_call(), _ann)).id is not None


async def test_a_fault_leaves_no_key_behind(db: str) -> None:
    async def broken() -> Member:
        await _ann()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await idempotency.once(_call(), broken)
    assert await IdempotencyKey.all().count() == await Member.all().count() == 0


async def test_a_credential_is_handed_out_once(db: str) -> None:
    assert (await idempotency.once_secret(_call(), _ann)).id is not None
    assert _code(await idempotency.once_secret(_call(), _ann)) == "ALREADY_USED"


async def test_a_refused_credential_stays_refused_as_it_was(db: str) -> None:
    async def wrong() -> Member:
        raise CodeWrong("code")

    for _ in range(2):
        assert _code(await idempotency.once_secret(_call(), wrong)) == "CODE_WRONG"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "TEXT_EMPTY"),
        ("k" * 129, "TEXT_TOO_LONG"),
        ("k\x00", "TEXT_HAS_CONTROL_CHARACTERS"),
    ],
)
async def test_a_key_that_is_none_is_refused(db: str, key: str, code: str) -> None:
    assert _code(await idempotency.once(_call(key), _ann)) == code
    assert await Member.all().count() == await IdempotencyKey.all().count() == 0


async def test_keys_are_kept_thirty_days(db: str) -> None:
    start = clock.now()
    await idempotency.once(_call(), _ann)
    with clock.injected(lambda: start + timedelta(days=30)):
        assert await idempotency.forget_old() == 0
    with clock.injected(lambda: start + timedelta(days=30, seconds=1)):
        assert await idempotency.forget_old() == 1


def _code(outcome: Outcome) -> str:
    assert isinstance(outcome.refusal, Refusal)
    return outcome.refusal.code()
