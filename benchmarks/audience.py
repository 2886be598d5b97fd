"""The audience of the fan-out: dealers with signed-in staff, and guests who consented to one."""

from dataclasses import dataclass
from uuid import UUID

from benchmarks.crowd import Id, crowd
from models import consents, database, grants, members, sessions, sql
from models.contacts import Contact
from models.dealers import Dealer
from models.event_dealers import EventDealer
from models.grants import Role
from models.seats import Seat
from schema.nodes import encode
from tests.tablets import Tablet


@dataclass
class Audience:
    """Each staff member's token and dealer; each guest's name and pass; the tablet."""

    staff: list[tuple[str, str]]
    passes: list[tuple[str, str]]
    tablet: Tablet
    credential: str


async def audience(url: str, *, dealers: int, staff: int, guests: int) -> Audience:
    """So many dealers with staff, and an event whose guests have consented to one each in turn."""
    people = await crowd(url, seats=guests, devices=1)
    async with database.connected(url), database.transaction():
        houses = [await Dealer.create(name=f"Dealer {number}") for number in range(dealers)]
        for house in houses:
            await EventDealer.create(event_id=people.event, dealer=house)
        names = await _consent(people.event, houses)
        return Audience(
            staff=[
                (await _hired(house, number), encode("Dealer", house.id))
                for house in houses
                for number in range(staff)
            ],
            passes=list(zip(names, people.passes, strict=True)),
            tablet=people.tablets[0][0],
            credential=people.tablets[0][1],
        )


async def _consent(event_id: UUID, houses: list[Dealer]) -> list[str]:
    """Let each guest consent to one dealer, and tell their names in the order of the passes."""
    names = []
    seats = {seat.id: seat for seat in await Seat.filter(event_id=event_id)}
    in_order = "SELECT id FROM seats WHERE event_id = $1"  # as the passes were made
    contacts = {contact.id: contact for contact in await Contact.all()}
    for number, row in enumerate(await sql.fetch(Id, in_order, event_id)):
        seat = seats[row.id]
        contact = contacts[seat.contact_id]
        await consents.grant(
            contact, houses[number % len(houses)].id, text_version=1, language="en",
            method="BENCHMARK", event_id=event_id, seat_id=seat.id,
        )  # fmt: skip
        names.append(contact.name)
    return names


async def _hired(house: Dealer, number: int) -> str:
    member = await members.of_address(f"staff-{number}-{house.id.hex[-8:]}@bench.example")
    await grants.give(member, Role.DEALER_STAFF, house.id, by=None)
    return (await sessions.open_for(member)).token
