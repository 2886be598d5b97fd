"""Erasing through the API: of oneself with one's address, of others by operators alone."""

import pytest

from models import ids
from models.access.viewer import Viewer, refreshed
from models.audit import AuditEntry
from models.contacts import Contact
from models.erasing.rows import Erasure
from models.idempotency import IdempotencyKey
from models.members import Member
from schema.nodes import encode
from tests import people, places, prospects, stands
from tests.client import Api

ERASED = "erasure { at completedAt contactCount }"
EXPORT = "query($member: ID) { memberDataExport(member: $member) { url } }"


async def _nothing_was_erased() -> None:
    assert await Erasure.all().count() == 0
    assert await Member.exclude(removed_at=None).count() == 0


async def test_a_member_erases_themself_by_typing_their_address(api: Api) -> None:
    ann = await people.member("Ann", phone="+8613912345678")
    await places.register(await places.event(), ann)
    viewer = await people.viewer(ann)
    said = {"member": encode("Member", ann.id), "confirm": " Ann@People.example"}

    payload = await api.mutate("memberErase", ERASED, as_=viewer, key="1", **said)

    assert payload["userErrors"] == []
    assert (payload["erasure"]["contactCount"], payload["erasure"]["completedAt"]) == (1, None)
    gone = await Member.get(id=ann.id)
    assert (gone.name, gone.phone, gone.email) == ("", "", f"{ann.id}@erased.invalid")
    assert [(one.name, one.phone, one.email) for one in await Contact.all()] == [("", "", "")]
    assert await refreshed(viewer) is None
    assert await IdempotencyKey.filter(actor=f"member:{ann.id}").count() == 0
    entry = await AuditEntry.get(action="person.erase")
    assert (entry.actor_id, entry.detail) == (ann.id, {})


@pytest.mark.parametrize("typed", ["", "ben@people.example"])
async def test_without_the_right_address_nobody_is_erased(api: Api, typed: str) -> None:
    ann = await people.member("Ann")
    refused = await api.refused(
        "memberErase", as_=await people.viewer(ann), member=encode("Member", ann.id), confirm=typed
    )
    assert refused == "CONFIRMATION_WRONG"
    await _nothing_was_erased()


async def test_only_operators_erase_others_and_a_stranger_is_as_missing(api: Api) -> None:
    ann, ben = await people.member("Ann"), await people.viewer(await people.member("Ben"))
    for member_id in (ann.id, ids.new()):
        refused = await api.refused("memberErase", as_=ben, member=encode("Member", member_id))
        assert refused == "NOT_FOUND"
    assert await api.refused("contactErase", as_=ben, email="ann@people.example") == "NOT_ALLOWED"
    await _nothing_was_erased()

    olga = await people.operator()
    payload = await api.mutate(
        "memberErase", ERASED, as_=olga, key="1", member=encode("Member", ann.id)
    )
    again = await api.mutate(
        "memberErase", ERASED, as_=olga, key="1", member=encode("Member", ann.id)
    )

    assert payload == again
    assert await Erasure.all().count() == 1
    assert (await Member.get(id=ann.id)).name == ""


async def test_an_operator_erases_who_closed_their_account_before(api: Api) -> None:
    ann, olga = await people.member("Ann"), await people.operator()
    await api.mutate("memberRemove", "removedMemberId", as_=olga, member=encode("Member", ann.id))
    assert (await Member.get(id=ann.id)).name == "Ann"

    payload = await api.mutate("memberErase", ERASED, as_=olga, member=encode("Member", ann.id))

    assert payload["userErrors"] == []
    assert (await Member.get(id=ann.id)).name == ""


async def test_an_operator_erases_who_has_no_account_by_address_or_number(api: Api) -> None:
    stand, olga = await stands.stand(await prospects.scene()), await people.operator()
    await stands.take(stand.lead(stands.ANN))

    assert await api.refused("contactErase", as_=olga) == "NOT_FOUND"
    assert await api.refused("contactErase", as_=olga, phone="+8613900000000") == "NOT_FOUND"
    assert await api.refused("contactErase", as_=olga, phone="12") == "PHONE_INVALID"
    payload = await api.mutate("contactErase", ERASED, as_=olga, email="ANN@people.example")

    assert payload["erasure"]["contactCount"] == 1
    assert [(one.name, one.phone, one.email) for one in await Contact.all()] == [("", "", "")]


async def test_a_member_is_told_where_their_data_is_and_an_operator_anyones(api: Api) -> None:
    ann = await people.member("Ann")
    viewer, ben = await people.viewer(ann), await people.viewer(await people.member("Ben"))
    there, whom = f"/exports/{encode('Member', ann.id)}", encode("Member", ann.id)

    for asking, member in ((viewer, None), (viewer, whom), (await people.operator(), whom)):
        answer = await api(EXPORT, as_=asking, member=member)
        assert answer == {"memberDataExport": {"url": there}}
    for asking, code in ((ben, "NOT_FOUND"), (Viewer(), "SIGN_IN_REQUIRED")):
        [error] = await api.errors(EXPORT, as_=asking, member=whom)
        assert error.extensions == {"code": code}
