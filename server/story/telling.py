"""Telling the story: one chapter for each 2,000 people, each written before the next is made up."""

from collections.abc import Callable
from datetime import timedelta

from models import clock, consents, signing_keys, sql, texts
from models.consents import Purpose
from models.events import EventState
from models.lead_feed import LEADS
from models.members import Member
from models.numbered import relay
from models.points.deeds import DeedKind, NewDeed
from models.points.rules import EarningRule
from models.seals import Seal
from server.story import bookings, doors, merits, programme, stage, talk
from server.story import people as gathering
from server.story.people import Person
from server.story.programme import Show
from server.story.scene import Scene
from server.story.writing import Dice, Pages
from venues.passes import PassKey

PEOPLE = 2_000
STEPS = 5  # for each chapter, as `advance` is told
_SEED = 7
_HOSTS = 50
_JOINING = timedelta(days=380)


class StoryTold(Exception):
    """The story's people are in this database already."""


async def tell(
    seal: Seal, *, scale: int = 1, people: int = PEOPLE, advance: Callable[[], None] = lambda: None
) -> int:
    """Write `scale` chapters into the open, furnished database, and return how many rows.

    The same each time, but for the time: everything lies as far from now as it always does.
    Raises StoryTold where it was told before.
    """
    if await Member.exists(is_story=True):
        raise StoryTold
    scene = await _scene(seal, scale)
    rows = 0
    for chapter in range(scale):
        _make_up(scene, chapter, people, advance)
        rows += scene.pages.count()
        await scene.pages.write()
        scene.agreed.clear()  # each chapter has people of its own
        scene.leads.clear()
        advance()
    await _count_members()
    while await relay.number(LEADS):
        pass
    return rows


async def _scene(seal: Seal, scale: int) -> Scene:
    pages, now = Pages(Dice(_SEED)), clock.now()
    key = await signing_keys.ensure(seal)
    return Scene(
        pages=pages,
        stage=stage.lay(pages, programme.earliest(now, scale - 1) - 2 * _JOINING),
        now=now,
        words={
            language: await consents.current_text(Purpose.CONTACT, language)
            for language in texts.LOCALES
        },
        key_id=key.key_id,
        key=PassKey(key.name, key.seed(seal)),
        prices=await _prices(),
    )


async def _prices() -> dict[DeedKind, EarningRule]:
    """The oldest rule of each kind: the story is older than any change of them."""
    return {rule.kind: rule for rule in await EarningRule.all().order_by("-starts_at")}


def _make_up(scene: Scene, chapter: int, count: int, advance: Callable[[], None]) -> None:
    latest = programme.earliest(scene.now, chapter)
    numbers = range(chapter * count + 1, (chapter + 1) * count + 1)
    crowd = gathering.gather(scene.pages, numbers, latest - _JOINING, latest)
    advance()
    shows = programme.announce(scene, crowd[:_HOSTS], chapter)
    deeds = _hold(scene, shows, crowd)
    advance()
    deeds += talk.chat(scene, talk.mingle(scene, crowd), shows, count)
    advance()
    merits.credit(scene, deeds)
    advance()


def _hold(scene: Scene, shows: list[Show], crowd: list[Person]) -> list[NewDeed]:
    """Sell the tickets of all events, then open the doors: a yes holds for later events too."""
    sold = [(show, bookings.sell(scene, show, crowd)) for show in shows]
    deeds: list[NewDeed] = []
    for show, tickets in sold:
        if show.was_held:
            deeds += doors.open_doors(scene, show, tickets)
        if show.host and show.state is EventState.ENDED:
            zone = show.floor.place.zone
            deeds.append(NewDeed(show.host.id, DeedKind.HOST_EVENT, show.id, show.ends_at, zone))
    return deeds


async def _count_members() -> None:
    await sql.execute(
        "UPDATE communities SET member_count = (SELECT count(*) FROM memberships m"
        " WHERE m.community_id = communities.id AND m.state = 'MEMBER')"
    )
