"""Mails: each letter goes out by a message of its own, until it is accepted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from models import clock, database, mails, outbox, passes
from models.adf_sendings import TEMPLATES
from models.appointments.invitations import invitation
from models.appointments.rows import TAKING_A_PLACE, Appointment
from models.calendar import calendar_of
from models.dealers import Dealer
from models.events import Event
from models.mails import Mail
from models.outbox import Message
from models.registrations import ALIVE, Registration
from models.venues import Venue
from server import adf_letters
from server.deliveries.news import Handler, named
from server.deliveries.setup import WorkerSetup
from server.letters import Calendar, Enclosed, Picture, compose
from server.mail import NotTaken, Outdated
from venues import qr, shown

_TRIES = 30  # a second apart: half the lease of a message
_log = logging.getLogger(__name__)


async def send(message: Message, setup: WorkerSetup) -> None:
    """Send a letter, and write down that it was accepted before anything else can go wrong."""
    mail = await Mail.get_or_none(id=named(message, "mail"))
    if mail is None or mail.is_done:
        await outbox.delivered(message)
        return
    try:
        await _refuse_outdated(mail)
        await setup.transport.send(await _letter(mail, setup))
    except (NotTaken, Outdated) as reason:
        _log.warning("letter %s is not sent: %s", mail.id, reason)
        await _write_down(mail.refused, message)
    else:
        await _write_down(mail.sent, message)


async def _letter(mail: Mail, setup: WorkerSetup) -> EmailMessage:
    if mail.template in TEMPLATES:
        return await adf_letters.compose(mail, setup.letterhead, setup.issuer)
    return compose(mail, setup.letterhead, await _enclosed(mail, setup))


async def _write_down(ending: Callable[[], Awaitable[None]], message: Message) -> None:
    """Patient with a database that is away: a letter forgotten now would be sent a second time."""
    for tries_left in reversed(range(_TRIES)):
        try:
            async with database.transaction():
                await ending()
                await outbox.delivered(message)
        except Exception:
            if not tries_left:
                raise
            await asyncio.sleep(1)
        else:
            return


async def _refuse_outdated(mail: Mail) -> None:
    if not await mails.is_wanted(mail.to_address, mail.kind):
        raise Outdated("its reader has unsubscribed")
    good_until = mail.detail.get("good_until")
    if good_until and datetime.fromisoformat(good_until) <= clock.now():
        raise Outdated("what it says is no longer true")


async def _enclosed(mail: Mail, setup: WorkerSetup) -> Enclosed:
    """Drawn when it is sent: so no copy of a pass is kept, and a new one is not missed."""
    return Enclosed(
        pictures=await _passes(mail.detail.get("passes", []), setup),
        calendar=await _calendar(mail.detail.get("calendar_of")) or await _invitation(mail),
    )


async def _passes(seats: list[dict[str, str]], setup: WorkerSetup) -> list[Picture]:
    current = await passes.current_of([UUID(seat["id"]) for seat in seats])
    alive = {seat_id: row for seat_id, row in current.items() if row.seat.cancelled_at is None}
    if seats and not alive:
        raise Outdated("its seats are cancelled")
    texts, url = await shown.texts(alive.values(), setup.seal), setup.letterhead.pass_links.url
    return [
        Picture(
            f"pass-{place}", qr.png(texts[seat_id]), seat["holder"], url(alive[seat_id].link_id)
        )
        for place, seat in enumerate(seats, start=1)
        if (seat_id := UUID(seat["id"])) in texts
    ]


async def _calendar(registration_id: str | None) -> Calendar | None:
    if registration_id is None:
        return None
    registration = await Registration.get(id=registration_id)
    event = await Event.get(id=registration.event_id)
    venue = await Venue.get(id=event.venue_id)
    method = "PUBLISH" if registration.state in ALIVE else "CANCEL"
    return Calendar(calendar_of(event, venue, registration), method)


async def _invitation(mail: Mail) -> Calendar | None:
    if "invitation_to" not in mail.detail:
        return None
    appointment = await Appointment.get(id=mail.detail["invitation_to"])
    dealer = await Dealer.get(id=appointment.dealer_id)
    method = "PUBLISH" if appointment.state in TAKING_A_PLACE else "CANCEL"
    return Calendar(invitation(appointment, dealer, mail.locale), method)


TOPICS: dict[str, Handler] = {outbox.MAIL: send}
