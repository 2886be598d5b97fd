"""Every topic has a handler, and every letter is written in every language, from real deeds."""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import (
    cancelling,
    clock,
    database,
    grants,
    lead_clocks,
    lead_digests,
    lead_fallbacks,
    lead_intake,
    lead_mail,
    lead_withdrawals,
    memberships,
    passes,
    reallocating,
    scheduling,
    sign_in,
)
from models.appointments.offers import AppointmentKind
from models.communities import Community, JoinPolicy
from models.contacts import Contact
from models.events import WaitlistMode
from models.grants import Role
from models.lead_mail import LeadMailMode, Wish
from models.mails import Mail
from models.members import Member
from models.outbox import OutboxMessage
from models.reallocating import NewHolder
from models.seats import Seat
from server.deliveries.topics import HANDLERS, NOUNS
from server.pages import TEMPLATES
from tests import communities, people, places, postbox, prospects, showrooms, webhooks
from tests.places import DOORS, HOUR
from tests.postbox import Postbox
from tests.prospects import DAY
from tests.style.source import ROOT, modules, nodes
from tests.webhooks import receiver

LANGUAGES = ("en", "zh")
TOPIC = re.compile(r"[a-z_]+\.[a-z_]+")


def _templates(language: str) -> set[str]:
    return {path.stem for path in (TEMPLATES / language).glob("*.subject")}


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    with clock.injected(lambda: now):
        yield


def test_every_topic_that_models_tell_of_has_a_handler() -> None:
    told = {topic for path in modules("models") for topic in _told(path)}
    assert {"sign_in.code", "registration.confirmed", "lead.captured"} <= told
    assert told - set(HANDLERS) == set()


def test_no_topic_has_two_handlers_of_which_one_would_be_lost() -> None:
    topics = [topic for noun in NOUNS for topic in noun.TOPICS]
    assert sorted(topics) == sorted(HANDLERS)


def _told(path: Path) -> set[str]:
    """Texts that look like topics, in files that call the outbox."""
    if "outbox" not in (ROOT / path).read_text():
        return set()
    topics: set[str] = set()
    for node in nodes(path):
        match node:
            case ast.Call(func=ast.Attribute(attr="tell" | "tell_all" | "confirm"), args=args):
                texts = [str(arg.value) for arg in args if isinstance(arg, ast.Constant)]
                topics |= {text for text in texts if TOPIC.fullmatch(text)}
    return topics


def test_both_languages_have_the_same_letters_and_each_has_three_parts() -> None:
    assert _templates("en") == _templates("zh")
    for language in LANGUAGES:
        for template in _templates(language):
            for part in ("subject", "txt", "html"):
                assert (TEMPLATES / language / f"{template}.{part}").is_file()


@pytest.fixture
async def written(db: str) -> Postbox:
    """A postbox with every letter there is, in English to `Ann` and the like, and in Chinese."""
    del db
    box = Postbox()
    with _at(DOORS - 48 * HOUR):
        for language in LANGUAGES:
            await _live(language, box)
            await box.fetch()
    return box


async def _live(language: str, box: Postbox) -> None:
    """All that can happen to people who read this language."""

    async def member(name: str) -> Member:
        return await people.member(f"{name}-{language}", locale=language)

    olga = await member("Olga")
    async with database.transaction():
        await sign_in.start(f"new-{language}@people.example", language)
    members = [await member(name) for name in ("Ann", "Ben", "Cara")]
    await _go_to_events(language, olga, members, box)
    await _meet_a_dealer(language, await member("Dora"), box)
    await _book_appointments(language, members, box)
    circle = await communities.circle(f"Lens {language}", JoinPolicy.INVITE)
    await communities.inside(circle, await member("Eve"))
    asking = await communities.circle(f"Tea {language}", JoinPolicy.APPROVAL)
    await _ask_in(asking, await member("Fay"), olga)
    said = await communities.post(await member("Eve"), circle)
    async with database.transaction():
        await said.hide("Advertising\nand more", by=olga.id)
        await (await member("Gus")).suspend(DOORS, "Spam", by=olga.id)


async def _go_to_events(language: str, olga: Member, members: list[Member], box: Postbox) -> None:
    ann, ben, cara = members
    hall = await places.hall(await places.venue(f"Pier {language}"), capacity=50)
    event = await places.event(hall, title=f"Open House {language}", capacity=3)
    first = await places.register(event, ann, 3)
    await places.register(event, ben)
    seats = await Seat.filter(registration_id=first.id).order_by("position")
    await box.fetch()  # who waits is told so before they move up
    async with database.transaction():
        await cancelling.cancel_seats(first, [seats[2].id], by=olga.id, reason="Too many guests")
        await passes.reissue(seats[0], by=olga.id)
        zoe = NewHolder("Zoe", email=f"zoe-{language}@people.example", language=language)
        await reallocating.reallocate(seats[0], zoe, by=ann.id)
    await places.change(event, starts_at=DOORS + HOUR, ends_at=DOORS + 3 * HOUR)
    offers = await places.event(
        hall, title=f"Night {language}", starts_at=DOORS + 24 * HOUR, capacity=1,
        waitlist_mode=WaitlistMode.OFFER,
    )  # fmt: skip
    taken = await places.register(offers, ann)
    await places.register(offers, cara)
    await places.cancel(taken)
    await box.fetch()
    with _at(DOORS):
        await box.fetch()  # the worker comes for the offer
    async with database.transaction():
        await scheduling.call_off(event, "Storm warning", by=olga.id)


async def _meet_a_dealer(language: str, dora: Member, box: Postbox) -> None:
    at = await prospects.scene(f"Harbour Motors {language}")
    await grants.give(dora, Role.DEALER_STAFF, at.dealer.id, by=None)
    seat = await prospects.guest(at, f"Hal-{language}")
    await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat)])
    await lead_clocks.escalate(clock.now() + HOUR)
    await box.fetch()
    with _at(clock.now() - DAY):
        await lead_mail.choose(dora.id, at.dealer, Wish(LeadMailMode.DIGEST, digest_hour=0))
    await lead_digests.write(clock.now() + HOUR)
    await box.fetch()
    async with database.transaction():
        person = await Contact.get(id=seat.contact_id)
        await lead_withdrawals.withdraw([person], at.dealer.id, method="TEST")
    async with receiver(410) as gone:
        await webhooks.endpoint(at.dealer, gone)
        await prospects.lead(at.dealer)
        await webhooks.deliver()
    async with database.transaction():
        await lead_fallbacks.appoint(at.dealer, dora, by=dora.id)
    await lead_fallbacks.tell(clock.now() + HOUR)
    await box.fetch()


async def _book_appointments(language: str, members: list[Member], box: Postbox) -> None:
    ann, ben, cara = members
    dealer = await places.dealer(f"Hill Cars {language}")
    start = DOORS.replace(hour=4)
    visit = await showrooms.offer(dealer, kind=AppointmentKind.STORE_VISIT)
    moved = await showrooms.book(visit, ann, start)
    await box.fetch()
    await showrooms.reschedule(moved, start + HOUR)
    given_up = await showrooms.book(visit, ben, start + 3 * HOUR)
    await box.fetch()
    await showrooms.cancel(given_up, by=ann.id, reason="The house is closed")
    drive = await showrooms.offer(dealer, price_fen=1)
    unpaid = await showrooms.book(drive, cara, start)
    for at in (timedelta(hours=-23), timedelta(hours=-1)):
        with _at(start + at):
            await box.fetch()  # the worker comes for the hold, and with reminders
    with _at(start):
        await showrooms.paid(unpaid, start)
        await box.fetch()
    with _at(start + 5 * HOUR):
        await box.fetch()  # nobody said that Ann came


async def _ask_in(asking: Community, fay: Member, olga: Member) -> None:
    async with database.transaction():
        membership = await memberships.join(asking, fay.id)
        await membership.approve(by=olga.id)


async def test_every_letter_is_written_in_every_language_without_a_failure(
    written: Postbox,
) -> None:
    assert await postbox.failures() == []
    sent = {(mail.template, mail.locale) for mail in await Mail.exclude(sent_at=None)}
    assert sent == {(template, lang) for lang in LANGUAGES for template in _templates(lang)}
    assert await OutboxMessage.filter(delivered_at=None).count() == 0
    for letter in written.letters:
        for part in (letter["Subject"], postbox.text(letter), postbox.html(letter)):
            assert part.strip()
            assert not re.search(r"{[{%]|[%}]}|None|Undefined", part)
