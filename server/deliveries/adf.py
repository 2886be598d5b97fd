"""ADF: leads go to dealers' own systems, and are called back from there."""

from models import adf_sendings
from models.adf_sendings import LETTER, RECALL, AdfSending
from models.mails import Letter, MailKind
from models.outbox import Message
from schema import nodes
from server.deliveries.news import Handler, News, named, told


async def post(message: Message) -> None:
    """Send a captured lead to its dealer's system."""
    await adf_sendings.post(named(message, "lead"))


async def recall(message: Message) -> None:
    """Call a withdrawn lead back from wherever it was sent."""
    await adf_sendings.recall(named(message, "lead"))


async def sent(message: Message) -> News:
    """The letter; what is in it is read when it goes out."""
    sending = await AdfSending.get(id=named(message, "sending"))
    return News([_letter(sending, LETTER, adf=str(sending.id))])


async def recalled(message: Message) -> News:
    """The letter that names the id, and nobody."""
    sending = await AdfSending.get(id=named(message, "sending"))
    return News([_letter(sending, RECALL, lead=nodes.encode("Lead", sending.lead_id))])


def _letter(sending: AdfSending, template: str, **detail: str) -> Letter:
    return Letter(sending.address, sending.language, MailKind.ACCOUNT, template, detail)


TOPICS: dict[str, Handler] = {
    "adf.sent": told(sent),
    "adf.recalled": told(recalled),
}
