"""Lives for tests: a person who has left traces wherever Paddock keeps any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from models import (
    clock,
    database,
    follows,
    lead_intake,
    mails,
    members,
    outbox,
    reports,
    sessions,
    sign_in,
)
from models.contacts import Contact
from models.leads import Lead, LeadState
from models.mails import MailKind
from models.members import Member
from models.outbox import Lane
from models.pictures.cleaning import Cleaned
from models.pictures.store import PictureStore
from models.pictures.uploads import record
from models.registrations import Registration
from models.reports import SubjectKind
from models.stand_leads.said import SaidVisitor
from server.mail import Files
from server.worker import WorkerSetup
from server.worker.delivering import handle
from tests import communities, handovers, people, places, prospects, stands
from tests.client import Api
from tests.house import SEAL
from tests.postbox import LETTERHEAD
from tests.prospects import Scene

NAME = 'Zebulon "Zeb" 泽布伦'
PHONE = "+8613700450967"
EMAIL = "zebulon.quux@needle.example"
NEEDLES = ("zebulon", "泽布伦", "13700450967", "needle.example", "Needleton")


@dataclass
class Life:
    """A member, the event at which a dealer met them, and the worker of the house."""

    member: Member
    at: Scene
    setup: WorkerSetup
    folder: Path
    booked: Registration

    async def work(self) -> None:
        """Let the worker do all that is due."""
        await work(self.setup)

    def files(self) -> list[str]:
        """Every file that the house keeps for this person, as it lies there."""
        kept = [file for file in self.folder.rglob("*") if file.is_file()]
        return [file.read_bytes().decode(errors="replace") for file in kept]


async def work(setup: WorkerSetup) -> None:
    """Let a worker do all that is due, what follows from it included."""
    while messages := await outbox.lease(50):
        for message in messages:
            await handle(message, setup)


async def live(api: Api, folder: Path) -> Life:
    """Everything that happens to a person, the last of it while the worker is away."""
    setup = worker(folder)
    zeb = await _introduced(setup.pictures)
    at = await prospects.scene()
    life = Life(zeb, at, setup, folder, await _books(zeb))
    await _talks(api, zeb)
    await prospects.staff(at.dealer)
    await _meets(life)
    await life.work()
    await _leaves_work(zeb, setup)
    return life


def worker(folder: Path) -> WorkerSetup:
    """A worker that keeps letters and pictures in this folder."""
    (folder / "pictures").mkdir(exist_ok=True)
    store = PictureStore.at(f"file://{folder}/pictures")
    return WorkerSetup(Files(folder / "mail"), LETTERHEAD, SEAL, store)


async def _introduced(store: PictureStore) -> Member:
    async with database.transaction():
        await sign_in.start(EMAIL, "en")
    zeb = await members.of_address(EMAIL)
    await zeb.update_profile(
        name=NAME, phone=PHONE, city="Needleton", biography="I, Zebulon, drive."
    )
    content = Cleaned(b"a face of zebulon", b"a small zebulon", "image/png", 4, 3)
    await record(zeb.id, content, await store.keep(content))
    await zeb.wear((await record(zeb.id, content, await store.keep(content))).id)
    await sessions.open_for(zeb)
    await mails.opt_out(EMAIL, MailKind.COMMUNITY)
    return await Member.get(id=zeb.id)


async def _books(zeb: Member) -> Registration:
    """A party with a guest, who is another person."""
    return await places.register(await places.event(), zeb, 2)


async def _talks(api: Api, zeb: Member) -> None:
    lens, ben = await communities.circle("Lens"), await people.member("Ben")
    await communities.inside(lens, zeb, ben)
    viewer = await people.viewer(zeb)
    for key, text in (("zebulon-1", "I am Zebulon"), ("zebulon-2", "Call +8613700450967")):
        await api.mutate(
            "postCreate", "post { id }", as_=viewer, key=key,
            community=communities.gid(lens), text=text,
        )  # fmt: skip
    post = await communities.post(zeb, lens, "Zebulon again")
    await communities.comment(zeb, await communities.post(ben, lens, "Who is it?"), "Zebulon!")
    await communities.comment(ben, post, "I see")
    await follows.follow(zeb.id, ben)
    await follows.follow(ben.id, zeb)
    async with database.transaction():
        await reports.report(
            ben, SubjectKind.POST, post.id, author_id=zeb.id, community_id=lens.id,
            reason="Zebulon is rude",
        )  # fmt: skip
    handover = await handovers.handover(lens, await prospects.dealer("Lens Cars"))
    async with database.transaction():
        await handover.end("Zebulon has moved", by=zeb.id)


async def _meets(life: Life) -> None:
    """At the door with consent, and at a stand without a pass."""
    [seat] = await prospects.seated(life.at, life.member)
    await Contact.filter(id=seat.contact_id).update(phone=PHONE)
    await prospects.consented(seat, life.at.dealer)
    await lead_intake.capture([prospects.attendance(seat)])
    lead = await Lead.get(contact_id=seat.contact_id)
    async with database.transaction():
        await lead.move(LeadState.ACKNOWLEDGED, "Zebulon answers at +8613700450967", by=lead.id)
    stand = await stands.stand(life.at)
    visitor = SaidVisitor("Zebulon 泽布伦", PHONE, EMAIL, "en")
    await stands.take(stand.lead(visitor), stand.lead(visitor, receipt={"purposes": ["OTHER"]}))


async def _leaves_work(zeb: Member, setup: WorkerSetup) -> None:
    """Letters that are written and not sent, messages that are told and not delivered."""
    operator = await people.member("Olga")
    async with database.transaction():
        until = clock.now() + timedelta(days=1)
        await zeb.suspend(until, f"{NAME} of {EMAIL} shouts", by=operator.id)
    await zeb.unsuspend(by=operator.id)
    async with database.transaction():
        await zeb.suspend(until, "Zebulon shouts", by=operator.id)
    for message in await outbox.lease(50, Lane.ALL_ELSE):
        await handle(message, setup)
    async with database.transaction():
        await sign_in.start(EMAIL, "en")


def found(said: Sequence[object]) -> list[str]:
    """Which needles stand in any of these, and where."""
    texts = [repr(one).lower() for one in said]
    return [
        f"{needle} in {text[:300]}" for needle in NEEDLES for text in texts
        if needle.lower() in text
    ]  # fmt: skip
