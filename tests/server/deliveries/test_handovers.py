"""Who hears of handovers, and how often."""

import pytest

from models import database
from models.handovers.rows import HandoverState
from models.notifications import Notification
from models.outbox import OutboxMessage
from tests import communities, handovers, people, prospects
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _told() -> list[tuple[str, str]]:
    notes = await Notification.filter(topic__startswith="handover.").select_related("member")
    return sorted((note.topic, note.member.name) for note in notes)


async def test_each_step_is_told_to_whom_it_concerns() -> None:
    lens, dealer, box = await communities.circle("Lens"), await prospects.dealer(), Postbox()
    await prospects.staff(dealer)
    made = await handovers.handover(lens, dealer, HandoverState.PROPOSED)
    pia = await people.member("Pia")
    await box.fetch()
    for state in (HandoverState.ACCEPTED, HandoverState.ACTIVE, HandoverState.ENDED):
        async with database.transaction():
            await handovers.take(made, state, pia)
        await box.fetch()

    assert await _told() == [
        ("handover.accepted", "Pia"),
        ("handover.ended", "Dora"),
        ("handover.ended", "Pia"),
        ("handover.proposed", "Dora"),
    ]


async def test_members_of_now_hear_once_that_they_may_agree_and_later_ones_do_not() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann, ben, eve = [await people.member(name) for name in ("Ann", "Ben", "Eve")]
    await communities.inside(lens, ann, ben)
    made = await handovers.handover(lens, dealer)
    await Postbox().fetch()
    await OutboxMessage.all().update(delivered_at=None)
    await Postbox().fetch()
    await communities.inside(lens, eve)
    await Postbox().fetch()

    [activated] = await OutboxMessage.filter(topic="handover.activated")
    notes = (
        await Notification.filter(message_id=activated.id).select_related("member").order_by("id")
    )
    assert [(note.member.name, note.detail) for note in notes] == [
        ("Ann", {"handover": str(made.id)}),
        ("Ben", {"handover": str(made.id)}),
    ]


async def test_what_is_over_by_the_time_of_its_telling_is_not_told() -> None:
    lens, dealer = await communities.circle("Lens"), await prospects.dealer()
    ann, pia = await people.member("Ann"), await people.member("Pia")
    await communities.inside(lens, ann)
    made = await handovers.handover(lens, dealer)
    async with database.transaction():
        await made.end("", by=pia.id)
    await Postbox().fetch()
    assert await _told() == [("handover.ended", "Pia")]
