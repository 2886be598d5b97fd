"""A contact: a person as a dealer may know them."""

from tortoise import fields

from models import clock, ids, sql
from models.members import Member
from models.noun import Noun


class Contact(Noun):
    """Name, phone (E.164), e-mail, and the member if there is one.

    `pseudonym` stands for the person in consent receipts, so that erasure keeps the proof.
    """

    member_id = fields.UUIDField(null=True, unique=True)
    pseudonym = fields.UUIDField(unique=True, default=ids.new)
    name = fields.CharField(80, default="")
    phone = fields.CharField(20, default="", db_index=True)
    email = fields.CharField(254, default="", db_index=True)
    locale = fields.CharField(8, default="en")
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "contacts"


async def of_member(member: Member) -> Contact:
    """The member as dealers may know them, with what their profile says now."""
    await sql.execute(
        """
        INSERT INTO contacts (id, member_id, pseudonym, name, phone, email, locale, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (member_id) DO UPDATE
        SET name = excluded.name, phone = excluded.phone,
            email = excluded.email, locale = excluded.locale
        """,
        ids.new(), member.id, ids.new(), member.name, member.phone, member.email, member.locale,
        clock.now(),
    )  # fmt: skip
    return await Contact.get(member_id=member.id)


async def of_guest(name: str, phone: str, email: str, locale: str) -> Contact:
    """A person without an account, as somebody else has named them.

    Always a new one: what one member types never touches what is known of another person.
    """
    return await Contact.create(name=name, phone=phone, email=email, locale=locale)
