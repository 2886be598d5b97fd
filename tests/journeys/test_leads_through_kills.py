"""No lead is lost: sockets cut at random and a server killed with -9 amid leads of 20 dealers."""

import asyncio
import itertools
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from models import clock, database, ids, lead_intake, sessions
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_intake import Enquiry
from models.leads import Lead
from models.members import Member
from models.touches import LeadSource
from tests import enquiries, processes, prospects, routed
from tests.ears import Ear, listening, until
from tests.journeys.house import running_at, settings

pytestmark = pytest.mark.drill
DEALERS, LEADS, CUTS, AT_ONCE = 20, 1_000, 60, 20


async def test_each_dealer_ends_with_exactly_its_leads_in_order_whatever_is_cut(
    database_url: str, tmp_path: Path
) -> None:
    environment = settings(database_url, tmp_path, PADDOCK_WORKER_INSIDE="false")
    port, chance = processes.free_port(), Random(60)
    async with database.connected(database_url), AsyncExitStack() as stack:
        dealers = [await routed.dealer(f"Dealer {number}") for number in range(DEALERS)]
        ears = [Ear(dealer.id, await _token(dealer), [port]) for dealer in dealers]
        server = await stack.enter_async_context(running_at(environment, port))
        cuts = taken = 0
        async with listening(ears):
            async for _ in _leads(dealers):
                taken += AT_ONCE
                while cuts < CUTS * taken / LEADS:
                    cuts += chance.choice(ears).cut()
                    await asyncio.sleep(0)
                if taken == LEADS // 2:
                    server = await _again(stack, server, environment, port)
            made = await _made(dealers)
            await until(lambda: all(len(ear.heard) >= LEADS // DEALERS for ear in ears), 30)

    assert cuts == CUTS
    for ear in ears:
        assert len(ear.lead_ids) == LEADS // DEALERS
        assert set(ear.lead_ids) == made[ear.dealer_id]
        assert [seq for seq, _, _ in ear.heard] == list(range(1, LEADS // DEALERS + 1))


async def _token(dealer: Dealer) -> str:
    viewer = await prospects.staff(dealer, f"Dora of {dealer.name}".replace(" ", "-"))
    return (await sessions.open_for(await Member.get(id=viewer.as_member()))).token


async def _leads(dealers: Sequence[Dealer]) -> AsyncIterator[None]:
    """LEADS new leads of these dealers in turn, AT_ONCE in each transaction."""
    turn = itertools.cycle(dealers)
    for _ in range(LEADS // AT_ONCE):
        async with database.transaction():
            said = [await _enquiry(next(turn)) for _ in range(AT_ONCE)]
            await lead_intake.take(said)
        yield


async def _enquiry(dealer: Dealer) -> Enquiry:
    contact = await Contact.create(name="Liu Wei")
    await enquiries.agree(contact, dealer)
    return Enquiry(dealer.id, contact.id, LeadSource.WEB_FORM, ids.new(), clock.now())


async def _again(
    stack: AsyncExitStack,
    server: "subprocess.Popen[bytes]",
    environment: dict[str, str],
    port: int,
) -> "subprocess.Popen[bytes]":
    """Kill the server outright, and let another stand in its place."""
    server.kill()
    await asyncio.to_thread(server.wait)
    return await stack.enter_async_context(running_at(environment, port))


async def _made(dealers: Sequence[Dealer]) -> dict[UUID, set[UUID]]:
    return {
        dealer.id: {lead.id for lead in await Lead.filter(dealer_id=dealer.id)}
        for dealer in dealers
    }
