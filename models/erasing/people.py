"""A person as the house knows them: every id that is theirs, and the words that name them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tortoise.expressions import Q

from models.comments import Comment
from models.contacts import Contact
from models.lead_identities import values_of
from models.leads import Lead
from models.members import Member
from models.memberships import Membership
from models.posts import Post
from models.registrations import Registration
from models.seats import Seat
from models.stand_leads.rows import StandLead

GONE = "erased.invalid"
_LEAST_NAME = 2  # characters: one alone would be found everywhere


@dataclass(frozen=True, slots=True)
class Words:
    """What names a person. Numbers and addresses are theirs wherever they stand, a name is not."""

    names: Sequence[str] = ()
    phones: Sequence[str] = ()
    addresses: Sequence[str] = ()

    @property
    def certain(self) -> list[str]:
        """Those that name nobody else."""
        return [*self.phones, *self.addresses]

    @property
    def all(self) -> list[str]:
        """Every one, the longest first, so that none is left in pieces."""
        return sorted([*self.certain, *self.names], key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant: a member, or contacts without an account, and what hangs on them.

    `guest_ids` are the contacts of those whom the member registered: other people. `known_by` is
    what dealers know them by and nobody else, as `lead_identities` have it.
    """

    member_ids: Sequence[UUID]
    contact_ids: Sequence[UUID]
    pseudonyms: Sequence[UUID]
    guest_ids: Sequence[UUID]
    registration_ids: Sequence[UUID]
    seat_ids: Sequence[UUID]
    lead_ids: Sequence[UUID]
    written_ids: Sequence[UUID]
    membership_ids: Sequence[UUID]
    words: Words
    known_by: Sequence[str] = ()

    @property
    def actors(self) -> list[str]:
        """As idempotency keys name them."""
        return [f"member:{member_id}" for member_id in self.member_ids]

    @property
    def ids(self) -> list[UUID]:
        """Every id by which a row may be about them."""
        return [
            *self.member_ids, *self.contact_ids, *self.registration_ids, *self.seat_ids,
            *self.lead_ids, *self.written_ids, *self.membership_ids,
        ]  # fmt: skip


async def of_member(member: Member) -> Person:
    """The member, with the contacts that have the address by which they sign in.

    Their number proves nothing: whoever types another's is not to erase them.
    """
    known = Q(member_id=member.id)
    if not is_gone(member.email):
        known |= Q(member_id=None, email=member.email)
    return await _person([member], await Contact.filter(known).order_by("id"))


async def of_contacts(email: str, phone: str) -> list[Contact]:
    """The contacts without an account that have this address, or this number."""
    known = Q(id__in=[])
    if email:
        known |= Q(email=email)
    if phone:
        known |= Q(phone=phone)
    return await Contact.filter(known, member_id=None).order_by("id")


async def of_ids(member_id: UUID | None, contact_ids: Iterable[UUID]) -> Person:
    """The same person, known by ids."""
    members = await Member.filter(id=member_id) if member_id else []
    return await _person(members, await Contact.filter(id__in=list(contact_ids)).order_by("id"))


def is_gone(address: str) -> bool:
    """Whether it is what an erased member's address became."""
    return address.endswith(f"@{GONE}")


async def _person(members: Sequence[Member], contacts: Sequence[Contact]) -> Person:
    member_ids = [member.id for member in members]
    contact_ids = [contact.id for contact in contacts]
    seats = await Seat.filter(contact_id__in=contact_ids)
    booked = await Registration.filter(member_id__in=member_ids)
    booked_ids = [registration.id for registration in booked]
    guests = Seat.filter(registration_id__in=booked_ids).exclude(contact_id__in=contact_ids)
    heard = await StandLead.filter(contact_id__in=contact_ids)
    leads = await Lead.filter(contact_id__in=contact_ids)
    posts = await Post.filter(author_id__in=member_ids)
    comments = await Comment.filter(author_id__in=member_ids)
    places = await Membership.filter(member_id__in=member_ids)
    return Person(
        member_ids,
        contact_ids,
        pseudonyms=[contact.pseudonym for contact in contacts],
        guest_ids=sorted({seat.contact_id for seat in await guests}),
        registration_ids=booked_ids,
        seat_ids=[seat.id for seat in seats],
        lead_ids=[lead.id for lead in leads],
        written_ids=[written.id for written in (*posts, *comments)],
        membership_ids=[place.id for place in places],
        words=_words([*members, *contacts, *heard]),
        known_by=await _known_by(contacts),
    )


async def _known_by(contacts: Sequence[Contact]) -> list[str]:
    contact_ids = [contact.id for contact in contacts]
    phones = {contact.phone for contact in contacts} - {""}
    addresses = {contact.email for contact in contacts} - {""}
    alike = Contact.filter(Q(phone__in=list(phones)) | Q(email__in=list(addresses)))
    others = await alike.exclude(id__in=contact_ids)
    return sorted(_values(contacts) - _values(others))


def _values(contacts: Sequence[Contact]) -> set[str]:
    return {value for one in contacts for value in values_of(one.id, one.phone, one.email)}


def _words(named: Sequence[Member | Contact | StandLead]) -> Words:
    return Words(
        sorted({one.name for one in named if len(one.name) >= _LEAST_NAME}),
        sorted({one.phone for one in named if one.phone}),
        sorted({one.email.lower() for one in named if one.email and not is_gone(one.email)}),
    )
