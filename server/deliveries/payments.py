"""Payments: asked for and paid back at their provider; a wrong amount is told to the operators."""

from models import database, grants, outbox
from models.appointments.payments import Payment
from models.grants import Role
from models.outbox import Message
from server.deliveries.news import Handler, News, named, notes, told
from server.deliveries.setup import WorkerSetup


async def due(message: Message, setup: WorkerSetup) -> None:
    """Where the member can pay; asking a provider twice makes no second payment."""
    payment = await Payment.get(id=named(message, "payment"))
    provider = setup.payments.of(payment.provider)
    address = await provider.create(payment.reference, payment.amount_fen)
    async with database.transaction():
        await payment.payable_at(address)
        await outbox.delivered(message)


async def refund_due(message: Message, setup: WorkerSetup) -> None:
    """The provider is to pay it back, and tells when it has."""
    payment = await Payment.get(id=named(message, "payment"))
    await setup.payments.of(payment.provider).refund(payment.reference, payment.amount_fen)
    await outbox.delivered(message)


async def mispaid(message: Message) -> News:
    """A note to every operator: a person has to look at it."""
    operators = await grants.alive(Role.OPERATOR)
    payment = await Payment.get(id=named(message, "payment"))
    about = {"payment": payment.id, "appointment": payment.appointment_id}
    return News(notes=notes(message, (grant.member_id for grant in operators), **about))


TOPICS: dict[str, Handler] = {
    "payment.due": due,
    "payment.refund_due": refund_due,
    "payment.mispaid": told(mispaid),
}
