"""A person who is erased is nowhere any more; what must survive them names nobody."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import orjson
import pytest

from models import clock, database, ids, receipt_keys, sealed_receipts, sessions, sign_in
from models.access.viewer import recognise
from models.check_ins import CheckIn
from models.comments import Comment
from models.consent_receipts import ConsentReceipt
from models.consents import Consent
from models.contacts import Contact
from models.door_changes import DoorChange
from models.erasing import erasing, people
from models.erasing.erasing import SETTLED
from models.erasing.rows import Erasure
from models.erasing.striking import ERASED
from models.leads import Lead, LeadState
from models.mails import Mail
from models.members import Member
from models.outbox import OutboxMessage
from models.points.ledger import PointsAccount, PointsEntry
from models.posts import Post
from models.referrals.rows import Referral
from models.refusals import ReferralCodeUnknown
from models.registrations import Registration, RegistrationState
from models.seats import Seat
from models.stand_leads.rows import StandLead
from models.stand_leads.said import SaidVisitor
from schema.nodes import encode
from server.mail import Files
from tests import friends, lives, places, prospects, races, stands
from tests import people as members_
from tests.client import Api
from tests.everything import rows_of
from tests.house import SEAL
from tests.lives import EMAIL, Life
from tests.postbox import Postbox


async def _erase(life: Life) -> Erasure:
    return await erasing.erase_member(life.member, by=life.member.id, seal=SEAL)


async def _settle(life: Life) -> None:
    """The worker comes at once, and again when nothing is under way any more."""
    await life.work()
    later = clock.now() + SETTLED
    with clock.injected(lambda: later):
        await life.work()


async def test_of_an_erased_member_no_row_no_letter_and_no_picture_is_left(
    api: Api, database_url: str, tmp_path: Path
) -> None:
    life = await lives.live(api, tmp_path)
    before = await rows_of(database_url)
    assert len(lives.found([*before.values()])) >= len(lives.NEEDLES)
    assert {needle.partition(" ")[0] for needle in lives.found(life.files())} >= {"zebulon"}

    erasure = await _erase(life)
    await _settle(life)

    after = await rows_of(database_url)
    assert lives.found([row for rows in after.values() for row in rows]) == []
    assert lives.found(life.files()) == []
    assert list((tmp_path / "pictures").iterdir()) == []
    assert (await Erasure.get(id=erasure.id)).completed_at is not None
    assert await OutboxMessage.filter(topic=ERASED, delivered_at=None).count() == 0


async def test_of_an_inviter_who_is_erased_an_id_is_left_and_of_a_guest_that_one_came(
    api: Api,
) -> None:
    event = await places.event()
    ann, ben = await members_.member("Ann"), await members_.member("Ben")
    code, box = await friends.code_of(ann), Postbox()
    party = await places.register(event, ben, invite=code)
    await box.fetch()
    [seat] = await Seat.filter(registration_id=party.id)
    [referral] = await Referral.all()
    asked = """query($id: ID!) { node(id: $id) { ... on Registration { inviter { name } } } }"""
    said: dict[str, Any] = {
        "as_": await members_.viewer(ben),
        "id": encode("Registration", party.id),
    }
    assert await api(asked, **said) == {"node": {"inviter": {"name": "Ann"}}}

    await erasing.erase_member(ann, by=None, seal=SEAL)
    assert await api(asked, **said) == {"node": {"inviter": None}}
    assert (await Registration.get(id=party.id)).inviter_id == ann.id
    assert [one.id for one in await Referral.all()] == [referral.id]
    with pytest.raises(ReferralCodeUnknown):
        await places.register(event, "Cem", invite=code)

    await erasing.erase_member(ben, by=None, seal=SEAL)
    contact = await Contact.get(id=seat.contact_id)
    assert (contact.name, contact.email) == ("", "")
    assert (await Registration.get(id=party.id)).inviter_id == ann.id


async def test_a_lost_lead_keeps_that_it_was_lost_and_not_why(api: Api, tmp_path: Path) -> None:
    life = await lives.live(api, tmp_path)
    await Lead.all().update(state=LeadState.LOST, lost_reason="Zebulon moved")

    await _erase(life)

    assert {(lead.state, lead.lost_reason) for lead in await Lead.all()} == {(LeadState.LOST, "…")}


async def test_the_ledger_the_seats_and_the_proofs_survive(api: Api, tmp_path: Path) -> None:
    life = await lives.live(api, tmp_path)
    entries = await PointsEntry.filter(member_id=life.member.id).count()
    kept = [await kind.all().count() for kind in (Contact, Lead, Post, Comment, CheckIn, Seat)]
    granted = await Consent.filter(is_granted=True).count()

    await _erase(life)
    await _settle(life)

    account = await PointsAccount.get(member_id=life.member.id)
    earned = await PointsEntry.filter(member_id=life.member.id, currency="POINTS")
    assert (account.points, entries) == (sum(entry.amount for entry in earned), 8)
    assert await PointsEntry.filter(member_id=life.member.id).count() == entries
    assert kept == [
        await kind.all().count() for kind in (Contact, Lead, Post, Comment, CheckIn, Seat)
    ]
    trusted = {key.key_id: bytes(key.public_key) for key in await receipt_keys.trusted()}
    said = [
        sealed_receipts.check(
            orjson.dumps({
                "text": one.text, "signature": bytes(one.signature).hex(), "keyId": one.key_id,
            }).decode(),
            trusted,
        )
        for one in await ConsentReceipt.all().order_by("consent_id")
    ]  # fmt: skip
    assert [one["granted"] for one in said] == [True] * granted + [False] * granted
    assert {one["method"] for one in said if not one["granted"]} == {"ERASURE"}
    assert await Lead.filter(withdrawn_at=None).count() == 0
    recalls = await Mail.filter(template="lead.withdrawn")
    assert [mail.to_address for mail in recalls] == ["dora@people.example"]
    booked = await Registration.get(id=life.booked.id)
    assert booked.state is RegistrationState.CANCELLED
    seats = await Seat.filter(contact__member_id=life.member.id)
    assert {seat.id for seat in seats} <= {change.subject_id for change in await DoorChange.all()}


async def test_erasing_twice_changes_nothing_more(
    api: Api, database_url: str, tmp_path: Path
) -> None:
    life = await lives.live(api, tmp_path)
    await _erase(life)
    await _settle(life)
    before = await rows_of(database_url)

    await _erase(life)
    await _settle(life)

    after = await rows_of(database_url)
    grown = {name for name in after if len(after[name]) != len(before[name])}
    assert grown == {"erasures", "outbox_messages", "audit_entries", "door_changes"}
    assert lives.found([*after.values()]) == []


async def test_an_erased_address_is_free_and_its_sessions_open_nothing(
    api: Api, tmp_path: Path
) -> None:
    life = await lives.live(api, tmp_path)
    session = await sessions.open_for(life.member)

    await _erase(life)
    async with database.transaction():
        await sign_in.start(EMAIL, "en")
    again = await Member.create(email=EMAIL)
    await _settle(life)

    assert await recognise(session.token) is None
    assert await Mail.filter(to_address=EMAIL).count() == 1
    assert (await Member.get(id=again.id)).email == EMAIL


@pytest.mark.usefixtures("db")
async def test_who_has_no_account_is_erased_by_their_number_and_nobody_else_is() -> None:
    at = await prospects.scene()
    stand, other = await stands.stand(at), SaidVisitor("Ben", "+8613912345679", "")
    await stands.take(stand.lead(stands.ANN), stand.lead(other))
    async with database.transaction():
        contacts = await people.of_contacts("", "+8613912345678")
        await erasing.erase_contacts(contacts, by=None, seal=SEAL)

    left = await Contact.all().order_by("name")
    assert [(one.name, one.phone, one.email) for one in left] == [
        ("", "", ""),
        ("Ben", "+8613912345679", ""),
    ]
    leads = await Lead.all().order_by("contact__name")
    assert [lead.withdrawn_at is None for lead in leads] == [False, True]
    heard = await StandLead.all().order_by("received_at", "id")
    assert sorted((one.name, one.receipt == "") for one in heard) == [("", True), ("Ben", False)]


@pytest.mark.usefixtures("db")
async def test_a_number_in_a_profile_reaches_no_other_person() -> None:
    at = await prospects.scene()
    stand = await stands.stand(at)
    await stands.take(stand.lead(stands.ANN))
    mallory = await members_.member("Mallory", phone=stands.ANN.phone)

    await erasing.erase_member(mallory, by=mallory.id, seal=SEAL)

    [ann] = await Contact.filter(name="Ann")
    assert (ann.phone, ann.email) == (stands.ANN.phone, stands.ANN.email)
    assert (await Lead.get(contact_id=ann.id)).withdrawn_at is None


@pytest.mark.usefixtures("db")
async def test_who_registers_while_they_are_erased_is_refused_or_erased() -> None:
    event = await places.event()
    ann = await members_.member("Ann", phone="+8613912345678")

    async def register() -> None:
        await places.register(event, ann)

    async def erase() -> None:
        await erasing.erase_member(ann, by=None, seal=SEAL)

    outcomes = await races.raced([register, erase, register, erase])

    assert outcomes["DONE"] + outcomes["SIGN_IN_REQUIRED"] + outcomes["ALREADY_REGISTERED"] == 4
    contacts = await Contact.all()
    assert [(one.name, one.phone, one.email) for one in contacts] in ([], [("", "", "")])
    alive = Registration.exclude(state=RegistrationState.CANCELLED)
    assert await alive.count() == 0


@pytest.mark.usefixtures("db")
async def test_a_letter_that_was_on_its_way_is_deleted_when_it_has_arrived(
    tmp_path: Path,
) -> None:
    ann, setup = await members_.member("Ann"), lives.worker(tmp_path)
    async with database.transaction():
        await ann.suspend(clock.now() + SETTLED, "Spam", by=ids.new())

    class Late(Files):
        """Ann is erased, and the worker has come, while the letter is under way."""

        async def send(self, letter: EmailMessage) -> None:
            await erasing.erase_member(ann, by=None, seal=SEAL)
            await lives.work(setup)
            await super().send(letter)

    await lives.work(replace(setup, transport=Late(tmp_path / "mail")))
    assert len(list((tmp_path / "mail").iterdir())) == 1

    later = clock.now() + SETTLED
    with clock.injected(lambda: later):
        await lives.work(setup)

    assert list((tmp_path / "mail").iterdir()) == []
    assert await Mail.all().count() == 0
    assert (await Erasure.get(member_id=ann.id)).completed_at == later
