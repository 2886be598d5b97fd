"""Who passes the doors to consents: the person who booked, and nobody else."""

import pytest

from models import clock
from models.access import consents as doors
from models.access.viewer import Viewer
from models.consents import Consent
from models.seats import Seat
from tests import people, prospects
from tests.models.access import showroom
from tests.models.access.showroom import met
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")
SIGNED_OUT = {"nobody", "device"}


async def _receipt() -> tuple[Scene, Seat, Consent, dict[str, Viewer]]:
    at = await prospects.scene()
    seat = await prospects.guest(at, "Ann")
    receipt = await prospects.consented(seat, at.dealer)
    return at, seat, receipt, await showroom.of(at, seat)


async def test_a_receipt_and_what_stands_for_a_seat_are_seen_by_who_booked_alone() -> None:
    _, seat, receipt, viewers = await _receipt()
    expected = {"OPEN": {"booker"}, "CLOSED": set(viewers) - {"booker"}}

    assert await met(viewers, lambda v: doors.see(v, receipt.id)) == expected
    assert await met(viewers, lambda v: doors.of_seats(v, [seat.id])) == expected
    assert await met(viewers, lambda v: doors.subjects(v, [receipt.subject])) == expected


async def test_consent_is_given_for_a_seat_by_who_booked_it_alone() -> None:
    at, seat, _, viewers = await _receipt()

    assert await met(viewers, lambda v: doors.to_grant(v, seat.id, at.dealer.id)) == {
        "OPEN": {"booker"},
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "SUSPENDED": {"suspended staff"},
        "NOT_FOUND": set(viewers) - SIGNED_OUT - {"booker", "suspended staff"},
    }


async def test_consent_for_a_seat_is_taken_back_by_who_booked_it_alone() -> None:
    at, seat, _, viewers = await _receipt()

    assert await met(viewers, lambda v: doors.to_withdraw(v, at.dealer.id, seat.id)) == {
        "OPEN": {"booker"},
        "SIGN_IN_REQUIRED": SIGNED_OUT,
        "NOT_FOUND": set(viewers) - SIGNED_OUT - {"booker"},
    }


async def test_without_a_seat_one_takes_back_for_oneself_and_ones_guests_even_while_suspended() -> (
    None
):
    at, ann = await prospects.scene(), await people.member("Ann")
    seats = await prospects.seated(at, ann, "Gus", "Hal")
    await prospects.guest(at, "Ben")
    await ann.suspend(clock.now() + prospects.DAY, "Rude", by=seats[0].id)

    found = await doors.to_withdraw(await people.viewer(ann), at.dealer.id, None)

    assert {person.id for person in found} == {seat.contact_id for seat in seats}
