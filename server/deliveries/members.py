"""Members: who was suspended hears until when and why, who is followed hears by whom."""

from models.mails import MailKind
from models.members import Member
from models.outbox import Message
from server.deliveries.news import NONE, Handler, News, letter, named, notes, nothing, told


async def suspended(message: Message) -> News:
    """A letter and a note to the member."""
    member = await Member.get(id=named(message, "member"))
    if not member.is_suspended or member.suspended_until is None:
        return NONE
    detail = {
        "until": member.suspended_until.isoformat(),
        "zone": member.zone,
        "reason": member.suspended_reason,
    }
    return News(
        [letter(member, MailKind.ACCOUNT, message.topic, **detail)],
        notes(message, [member.id], member=member.id),
    )


async def followed(message: Message) -> News:
    """A note to the member."""
    about = {"member": named(message, "follower")}
    return News(notes=notes(message, [named(message, "member")], **about))


TOPICS: dict[str, Handler] = {
    "member.suspended": told(suspended),
    "member.followed": told(followed),
    "member.removed": nothing,
}
