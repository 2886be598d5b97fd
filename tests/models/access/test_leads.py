"""Who passes the doors to leads and their feed: the dealer's own staff, now, and nobody else."""

from uuid import UUID

import pytest

from models import lead_intake, lead_withdrawals
from models.access import lead_feed
from models.access import leads as doors
from models.access.viewer import Viewer
from models.contacts import Contact
from models.excerpts import Excerpt
from models.lead_feed import LEADS
from models.leads import Lead
from models.numbered import relay
from models.pages import Window
from models.rows import NO_EDGES
from tests import prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")


async def _lead() -> tuple[Scene, Lead, dict[str, Viewer]]:
    at = await prospects.scene()
    seat = await prospects.guest(at, "Ann")
    await prospects.consented(seat, at.dealer)
    await lead_intake.capture([prospects.attendance(seat)])
    await relay.number(LEADS)
    return at, await Lead.get(), await showroom.of(at, seat)


async def test_a_lead_its_person_and_its_steps_are_seen_by_the_staff_of_now_alone() -> None:
    _, lead, viewers = await _lead()
    others = set(viewers) - STAFF

    assert await met(viewers, lambda v: doors.see(v, lead.id)) == {"OPEN": STAFF, "CLOSED": others}
    for name, viewer in viewers.items():
        shown = (await doors.rows(viewer, [lead.id], NO_EDGES)).get(lead.id)
        assert (shown is not None) is (name in STAFF), name
    for edge in (doors.contacts, doors.moves):
        seen = await met(viewers, lambda v, edge=edge: edge(v, [lead.id]))  # type: ignore[misc]
        assert seen == {"OPEN": STAFF, "CLOSED": others}


async def test_a_withdrawn_lead_is_seen_by_nobody() -> None:
    at, lead, viewers = await _lead()
    await lead_withdrawals.withdraw(
        [await Contact.get(id=lead.contact_id)], at.dealer.id, method="TEST"
    )

    assert await met(viewers, lambda v: doors.see(v, lead.id)) == {"CLOSED": set(viewers)}
    assert await met(viewers, lambda v: doors.contacts(v, [lead.id])) == {"CLOSED": set(viewers)}


async def test_a_lead_is_moved_by_the_staff_of_now_unless_suspended() -> None:
    _, lead, viewers = await _lead()
    signed_out = {"nobody", "device"}

    assert await met(viewers, lambda v: doors.to_move(v, lead.id, "lead")) == {
        "OPEN": {"staff", "manager"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": signed_out,
        "NOT_FOUND": set(viewers) - STAFF - signed_out,
    }


async def test_the_list_and_the_feed_of_a_dealer_open_to_the_staff_of_now_alone() -> None:
    at, _, viewers = await _lead()
    signed_out = {"nobody", "device"}
    expected = {
        "OPEN": STAFF,
        "SIGN_IN_REQUIRED": signed_out,
        "NOT_FOUND": set(viewers) - STAFF - signed_out,
    }

    assert await met(viewers, lambda v: lead_feed.stretch(v, at.dealer.id, 0, 10)) == expected
    assert await met(viewers, lambda v: _listed(v, at.dealer.id)) == expected


async def test_the_list_of_a_dealer_is_empty_for_others_even_without_asking_for_the_role() -> None:
    at, _, viewers = await _lead()
    wanted = [Excerpt(at.dealer.id, Window(10))]
    for name, viewer in viewers.items():
        pages = await doors.pages(viewer, wanted)
        assert set(pages) == (set(wanted) if name in STAFF else set()), name


async def _listed(viewer: Viewer, dealer_id: UUID) -> object:
    doors.require_staff(viewer, dealer_id)
    return await doors.pages(viewer, [Excerpt(dealer_id, Window(10))])
