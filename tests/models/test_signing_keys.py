from datetime import timedelta

import pytest

from models import clock, passes, signing_keys
from models.seals import BrokenSeal, Seal
from models.signing_keys import ROTATED_AFTER, SigningKey
from tests import doors, people
from tests.client import Api
from tests.house import SEAL


@pytest.mark.usefixtures("db")
async def test_the_private_half_is_readable_only_under_the_seal() -> None:
    key = await signing_keys.ensure(SEAL)
    assert key.seed(SEAL) not in bytes(key.sealed_seed)
    with pytest.raises(BrokenSeal):
        key.seed(Seal(bytes(32)))


@pytest.mark.usefixtures("db")
async def test_the_first_key_is_made_once() -> None:
    first = await signing_keys.ensure(SEAL)
    assert (await signing_keys.ensure(SEAL)).id == first.id


async def test_after_a_rotation_old_and_new_passes_open_the_door(api: Api) -> None:
    door = await doors.door()
    [old] = await doors.seated(door.event, await people.member("Ann"))
    before = await doors.tokens(old)
    await signing_keys.rotate(SEAL)
    [new] = await doors.seated(door.event, await people.member("Ben"))
    assert await doors.tokens(old) == before
    assert await door.verdicts(api, *before, *await doors.tokens(new)) == ["ADMITTED"] * 2
    used = {row.key_id for row in await passes.Pass.all()}
    assert used == {1, 2}


async def test_what_a_retired_key_signed_is_forged(api: Api) -> None:
    door = await doors.door()
    [seat] = await doors.seated(door.event, await people.member("Ann"))
    [token] = await doors.tokens(seat)
    await signing_keys.rotate(SEAL)
    await signing_keys.retire(1)
    assert await door.verdicts(api, token) == ["FORGED"]
    await passes.reissue(seat, by=seat.id)
    assert await door.verdicts(api, *await doors.tokens(seat)) == ["ADMITTED"]


@pytest.mark.usefixtures("db")
async def test_a_key_signs_for_ninety_days() -> None:
    start = (await signing_keys.ensure(SEAL)).created_at
    with clock.injected(lambda: start + ROTATED_AFTER - timedelta(minutes=1)):
        assert await signing_keys.rotate_when_old(SEAL) == 0
    with clock.injected(lambda: start + ROTATED_AFTER + timedelta(minutes=1)):
        assert await signing_keys.rotate_when_old(SEAL) == 1
        assert await signing_keys.rotate_when_old(SEAL) == 0
    assert await SigningKey.all().count() == 2


async def test_everyone_may_have_the_public_halves(api: Api) -> None:
    await signing_keys.rotate(SEAL)
    await signing_keys.retire(1)
    found = (await api("{ passKeys { keyId publicKey } }"))["passKeys"]
    assert [key["keyId"] for key in found] == ["02"]
