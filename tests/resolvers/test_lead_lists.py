"""Leads are read with all that is asked for in them, and nothing else."""

from itertools import pairwise
from typing import Any

import pytest

from models import database, lead_changes
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.contacts import Contact
from models.dealers import Dealer
from models.events import Event
from models.lead_changes import LeadChangeKind
from models.lead_feed import LEADS
from models.leads import Lead, LeadMove, LeadState
from models.members import Member
from models.numbered import relay
from schema.context import House
from schema.feed_cursors import cursor
from schema.nodes import encode
from tests import feeds, guests, measured, people, places, prospects, statements
from tests.client import Api
from tests.models.access import showroom
from tests.places import DOORS
from tests.prospects import Scene

LEAD = """
    id state lostReason capturedAt dealer { name city }
    contact { name phone email locale }
    event { title startsAt venue { name } hall { name } host { name } }
    moves { fromState toState note at actor { name avatar { url } } }
"""
_LEADS = f"""query($dealer: ID!, $first: Int) {{
    leads(dealer: $dealer, first: $first) {{ edges {{ cursor node {{ {LEAD} }} }} }}
    won: leads(dealer: $dealer, state: WON, first: $first) {{ edges {{ node {{ {LEAD} }} }} }}
    oldest: leads(dealer: $dealer, last: 3) {{ edges {{ node {{ person: contact {{ name }} }} }} }}
}}"""
FEED = f"""subscription($dealer: ID!, $after: String, $batch: Int! = 100) {{
    leadFeed(dealer: $dealer, after: $after, batch: $batch) {{
        cursor live edges {{ seq change lead {{ {LEAD} }} }} }} }}"""


async def _leads(dealer: Dealer, count: int, by: Viewer) -> None:
    """So many leads of one event, every fifth of them won in steps."""
    [event] = await guests.events(await places.hall(), 1)
    mover = await Member.get(id=by.as_member())
    async with database.transaction():
        await mover.wear((await people.upload(mover)).id)
    contacts = [Contact(name=f"Person {number}", phone="+8613912345678") for number in range(count)]
    await Contact.bulk_create(contacts)
    made = [
        Lead(dealer_id=dealer.id, contact_id=contact.id, event_id=event.id) for contact in contacts
    ]
    for won in made[::5]:
        won.state = LeadState.WON
    await Lead.bulk_create(made)
    states = [LeadState.NEW, LeadState.ACKNOWLEDGED, LeadState.CONTACTED, LeadState.WON]
    await LeadMove.bulk_create([
        LeadMove(lead_id=lead.id, from_state=before, to_state=after, actor_id=mover.id)
        for lead in made[::5]
        for before, after in pairwise(states)
    ])  # fmt: skip
    await lead_changes.record(LeadChangeKind.CAPTURED, [lead.id for lead in made])
    await relay.number(LEADS)


def _rows(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in page["edges"]]


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_leads_take_one_statement(db: str, the_house: House, first: int) -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    await _leads(dealer, 101, dora)
    dealer_id = encode("Dealer", dealer.id)
    work = await measured.of(the_house, dora, _LEADS, dealer=dealer_id, first=first)
    names = [row["contact"]["name"] for row in _rows(work.data["leads"])]
    assert names == [f"Person {number}" for number in range(100, 100 - first, -1)]
    assert len(work.data["won"]["edges"]) == min(first, 21)
    steps = [move["toState"] for move in work.data["won"]["edges"][0]["node"]["moves"]]
    assert steps == ["ACKNOWLEDGED", "CONTACTED", "WON"]
    oldest = [row["person"]["name"] for row in _rows(work.data["oldest"])]
    assert oldest == ["Person 2", "Person 1", "Person 0"]
    assert len(work.statements) == 1
    assert work.fallbacks == []


async def test_nothing_is_read_of_a_lead_that_is_not_asked_for(db: str, the_house: House) -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    await _leads(dealer, 3, dora)
    here = {"leads", "dealers"}  # whose leads they are
    asked = {
        "state": here,
        "contact { name }": here | {"contacts"},
        "event { title }": here | {"events"},
        "event { title venue { name } }": here | {"events", "venues"},
        "moves { toState }": here | {"lead_moves"},
        "moves { actor { name } }": here | {"lead_moves", "members"},
        "... @skip(if: true) { moves { toState } contact { name } }": here,
    }
    for selection, named in asked.items():
        document = f"""query($dealer: ID!) {{
            leads(dealer: $dealer, first: 2) {{ edges {{ node {{ {selection} }} }} }} }}"""
        dealer_id = encode("Dealer", dealer.id)
        work = await measured.of(the_house, dora, document, dealer=dealer_id)
        assert work.tables == [named], selection
        assert work.fallbacks == []


@pytest.mark.parametrize("batch", [1, 20, 100])
async def test_an_event_of_the_feed_takes_a_statement_for_its_changes_and_one_for_its_leads(
    db: str, the_house: House, batch: int
) -> None:
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    await _leads(dealer, 101, dora)
    start = {"after": cursor(dealer.id, 0), "batch": batch}
    counts = []
    for document in (FEED, FEED, FEED.replace("lead {", "lead @skip(if: true) {")):
        async with (
            statements.counted() as run,
            feeds.follow(the_house, dora, dealer.id, document, **start) as feed,
        ):
            event = await feed.next()
        counts.append(len(run))
        assert [edge["seq"] for edge in event["edges"]] == list(range(1, batch + 1))
    assert counts[1:] == [1 + 2, 1 + 1]  # whose feed it may be is looked up before each event


async def test_whoever_looks_at_leads_meets_ahead_just_what_is_behind_the_doors(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await prospects.scene()
    seat = await prospects.guest(at, "Ann")
    viewers = await showroom.of(at, seat)
    await _leads(at.dealer, 6, viewers["staff"])
    await _hide(at)

    async def shown() -> dict[str, Any]:
        answers: dict[str, Any] = {}
        dealer = encode("Dealer", at.dealer.id)
        for name, viewer in viewers.items():
            if name in showroom.STAFF:
                answers[name] = await api(_LEADS, as_=viewer, dealer=dealer, first=9)
            else:
                errors = await api.errors(_LEADS, as_=viewer, dealer=dealer, first=9)
                answers[name] = sorted({str(error.message) for error in errors})
        return answers

    ahead = await shown()
    rows = _rows(ahead["staff"]["leads"])
    assert [row["contact"]["name"] for row in rows] == [f"Person {n}" for n in (5, 4, 3, 2, 0)]
    assert {row["event"] and row["event"]["title"] for row in rows} == {None, "Event 0"}
    assert [move["actor"] for move in rows[-1]["moves"]] == [None] * 3
    monkeypatch.setattr(Eyes, "_besides", lambda *_: iter(()))
    assert await shown() == ahead


async def _hide(at: Scene) -> None:
    """Withdraw a lead, let another be of a draft, and close the account of who moved leads."""
    leads = await Lead.filter(dealer_id=at.dealer.id).order_by("id")
    await Lead.filter(id=leads[1].id).update(withdrawn_at=DOORS)
    draft = await Event.get(id=at.event.id)
    await Event.filter(id=draft.id).update(published_at=None)
    await Lead.filter(id=leads[2].id).update(event_id=draft.id)
    staff = await LeadMove.all().first()
    assert staff is not None
    await Member.filter(id=staff.actor_id).update(removed_at=DOORS)
