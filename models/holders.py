"""A holder: a member as the one who has seats, known to tablets by name and phone."""

from uuid import UUID

from models import clock, contacts
from models.contacts import Contact
from models.members import Member
from models.seats import Seat, tell_the_door

_FOLLOWED = ("name", "phone", "email", "locale")
_CARRIED = ("name", "phone")


async def of_member(member: Member) -> Contact:
    """The member as dealers and tablets may know them, with what their profile says now.

    Tablets hear of a name or a phone number that has changed since.
    """
    return await _follow(member.id) or await contacts.of_member(member)


async def update_profile(member: Member, **said: str | None) -> Member:
    """Change a profile as `Member.update_profile` does, and who has the member's seats with it."""
    member = await member.update_profile(**said)
    await _follow(member.id)
    return member


async def _follow(member_id: UUID) -> Contact | None:
    """Bring the member's contact, if there is one, to what the profile says.

    The contact is held before the profile is read: of two at once the later sees what the earlier
    wrote.
    """
    held = Contact.filter(member_id=member_id).select_for_update(no_key=True)
    contact = await held.get_or_none()
    if contact is None:
        return None
    member = await Member.get(id=member_id)
    changed = [name for name in _FOLLOWED if getattr(contact, name) != getattr(member, name)]
    if not changed:
        return contact
    contact.update_from_dict({name: getattr(member, name) for name in changed})
    await contact.save(update_fields=changed)
    if set(changed) & set(_CARRIED):
        await tell_the_door(await _carried(contact))
    return contact


async def _carried(contact: Contact) -> list[Seat]:
    """The seats that tablets have in their lists, and will still look for."""
    alive = Seat.filter(contact_id=contact.id, cancelled_at=None, pass_issue__gt=0)
    return await alive.filter(event__ends_at__gt=clock.now())
