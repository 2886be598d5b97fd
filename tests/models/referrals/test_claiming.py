from datetime import timedelta
from functools import partial
from itertools import pairwise

import pytest
from tortoise.exceptions import IntegrityError

from models import clock, departures
from models.members import Member
from models.referrals import claiming
from models.referrals.codes import LENGTH, ReferralCode
from models.referrals.names import first_name
from models.referrals.rows import Referral, ReferralStep
from models.refusals import (
    NotOneself,
    ReferralCodeUnknown,
    ReferralRing,
    ReferralTooLate,
    ReferredAlready,
)
from tests import friends, people, races
from tests.friends import MONTH

pytestmark = pytest.mark.usefixtures("db")


async def test_a_new_code_ends_the_one_before() -> None:
    ann = await people.member("Ann")
    first, second = await friends.code_of(ann), await friends.code_of(ann)
    assert len(first) == len(second) == LENGTH
    with pytest.raises(ReferralCodeUnknown):
        await friends.claim("Ben", first)
    await friends.claim("Ben", second)
    assert await ReferralCode.filter(member_id=ann.id, retired_at=None).count() == 1


async def test_of_many_new_codes_at_once_one_is_good() -> None:
    ann = await people.member("Ann")
    assert await races.raced(partial(friends.code_of, ann) for _ in range(6)) == {races.DONE: 6}
    assert await ReferralCode.filter(member_id=ann.id, retired_at=None).count() == 1


async def test_a_code_is_read_however_it_is_typed() -> None:
    code = await friends.code_of("Ann")
    await friends.claim("Ben", f" {code[:4].lower()}-{code[4:]} ")
    for number, wrong in enumerate(("", "nonsense!", code[:-1], f"{code}2", "A" * 8)):
        with pytest.raises(ReferralCodeUnknown):
            await friends.claim(f"M{number}", wrong)
    assert await Referral.all().count() == 1


async def test_one_has_one_inviter_and_the_first_counts() -> None:
    ben = await people.member("Ben")
    referral = await friends.claim(ben, await friends.code_of("Ann"))
    with pytest.raises(ReferredAlready):
        await friends.claim(ben, await friends.code_of("Cem"))
    assert [one.id for one in await Referral.all()] == [referral.id]


async def test_of_many_claims_of_one_friend_at_once_one_counts() -> None:
    ben = await people.member("Ben")
    codes = [await friends.code_of(f"M{number}") for number in range(6)]
    outcome = await races.raced(partial(friends.claim, ben, code) for code in codes)
    assert outcome == {races.DONE: 1, "REFERRED_ALREADY": 5}


async def test_a_code_is_named_within_a_month_of_making_the_account() -> None:
    code, ben = await friends.code_of("Ann"), await people.member("Ben")
    cem = await people.member("Cem")
    made = max(ben.created_at, cem.created_at)
    with (
        clock.injected(lambda: made + MONTH + timedelta(seconds=1)),
        pytest.raises(ReferralTooLate),
    ):
        await friends.claim(ben, code)
    with clock.injected(lambda: cem.created_at + MONTH):
        await friends.claim(cem, code)
    assert [one.invitee_id for one in await Referral.all()] == [cem.id]


async def test_a_closed_account_brings_nobody() -> None:
    ann = await people.member("Ann")
    code = await friends.code_of(ann)
    await departures.remove(ann, by=None)
    with pytest.raises(ReferralCodeUnknown):
        await friends.claim("Ben", code)


async def test_nobody_brings_themselves_by_account_phone_or_mailbox() -> None:
    ann = await people.member("Ann", phone="+8613912345678")
    code = await friends.code_of(ann)
    twins = [
        ann,
        await people.member("Ben", phone="+8613912345678"),
        await people.member("Ann+2"),
    ]
    for twin in twins:
        with pytest.raises(NotOneself):
            await friends.claim(twin, code)
    assert await Referral.all().count() == await ReferralStep.all().count() == 0


async def test_rings_are_refused_however_long() -> None:
    names = [f"M{number}" for number in range(6)]
    for inviter, friend in pairwise(names):
        await friends.brought(inviter, friend)
    for closing in names[1:]:
        with pytest.raises((ReferralRing, NotOneself)):
            await friends.claim("M0", await friends.code_of(closing))
    assert not await Referral.exists(invitee_id=(await people.member("M0")).id)


async def test_a_ring_closed_by_the_same_person_in_another_account_is_found() -> None:
    await people.member("Ann", phone="+8613912345678")
    await friends.brought("Ann", "Ben")
    again = await people.member("Again", phone="+8613912345678")
    with pytest.raises(ReferralRing):
        await friends.claim(again, await friends.code_of("Ben"))


async def test_a_ring_that_all_close_at_once_stays_open() -> None:
    members = [await people.member(f"M{number}") for number in range(5)]
    codes = [await friends.code_of(member) for member in members]
    outcome = await races.raced(
        partial(friends.claim, member, codes[number - 1]) for number, member in enumerate(members)
    )
    assert outcome == {races.DONE: 4, "REFERRAL_RING": 1}


async def test_the_database_itself_lets_nobody_bring_themselves() -> None:
    ann = await people.member("Ann")
    code = await ReferralCode.create(member_id=ann.id, code="AAAAAAAA")
    with pytest.raises(IntegrityError):
        await Referral.create(
            inviter_id=ann.id, invitee_id=ann.id, code_id=code.id, lapses_at=clock.now()
        )


async def test_at_sign_up_a_code_that_is_not_good_keeps_nobody_out() -> None:
    ben: Member = await people.member("Ben")
    await claiming.claim_if_good(ben.id, "nonsense", window=MONTH)
    assert await Referral.all().count() == 0
    await claiming.claim_if_good(ben.id, await friends.code_of("Ann"), window=MONTH)
    assert await Referral.all().count() == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Lena Hoffmann", "Lena"), ("沈佳宁", "佳宁"), ("Ann", "Ann"), ("", ""), ("李", "李"),
    ],
)  # fmt: skip
def test_of_a_friend_no_more_than_the_first_name_is_shown(name: str, shown: str) -> None:
    assert first_name(name) == shown
