"""Communities: who asked to join, who was let in or invited, and who came to own a group."""

from models import grants
from models.communities import Community
from models.grants import Grant, Role
from models.mails import MailKind
from models.memberships import Membership
from models.outbox import Message
from server.deliveries.news import Handler, News, letter, named, notes, told

KEEPERS = (Role.CIRCLE_HOST, Role.GROUP_OWNER, Role.GROUP_MODERATOR)


async def requested(message: Message) -> News:
    """A note to those who let people in."""
    asked = await Membership.get(id=named(message, "membership"))
    keepers = await grants.alive(scope_id=asked.community_id).filter(role__in=KEEPERS)
    about = {"community": asked.community_id, "member": asked.member_id}
    return News(notes=notes(message, (grant.member_id for grant in keepers), **about))


async def decided(message: Message) -> News:
    """A note to the member that they were turned away, or put out."""
    membership = await Membership.get(id=named(message, "membership"))
    return News(notes=notes(message, [membership.member_id], community=membership.community_id))


async def welcomed(message: Message) -> News:
    """A letter and a note to the member who was let in or invited."""
    membership = await Membership.get(id=named(message, "membership")).select_related(
        "community", "member"
    )
    reader, community = membership.member, membership.community
    return News(
        [letter(reader, MailKind.COMMUNITY, message.topic, community=community.name)],
        notes(message, [reader.id], community=community.id),
    )


async def owned(message: Message) -> News:
    """A note to the member to whom a group was handed over."""
    group = await Community.get(id=named(message, "group"))
    return News(notes=notes(message, [named(message, "member")], community=group.id))


async def granted(message: Message) -> News:
    """A note to the member who was given a role, unless they took it themselves."""
    grant = await Grant.get(id=named(message, "grant"))
    if grant.granted_by_id == grant.member_id:
        return News()
    over = {"community": grant.scope_id} if grant.role in KEEPERS and grant.scope_id else {}
    return News(notes=notes(message, [grant.member_id], role=grant.role, **over))


TOPICS: dict[str, Handler] = {
    "membership.requested": told(requested),
    "membership.approved": told(welcomed),
    "membership.invited": told(welcomed),
    "membership.declined": told(decided),
    "membership.banned": told(decided),
    "group.owned": told(owned),
    "grant.given": told(granted),
}
