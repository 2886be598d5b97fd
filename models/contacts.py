"""A contact: a person as a dealer may know them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tortoise import fields

from models import clock, ids, sql, texts
from models.members import Member
from models.noun import Noun
from models.refusals import Refusal

_NAME_MOST = 80


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


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody without an account: a name, E.164, an address in lower case, a language of ours."""

    name: str
    phone: str
    email: str
    locale: str


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


async def of_people(people: Sequence[Person]) -> list[Contact]:
    """These people as a tablet told of them, in their order; always new ones, as for a guest."""
    made = [Contact(**asdict(person)) for person in people]
    if made:
        await Contact.bulk_create(made)
    return made


def salvaged(name: str, phone: str, email: str, language: str) -> Person:
    """What is good of the data of somebody who cannot be asked any more; empty where nothing is."""
    return Person(
        texts.salvaged(name, most=_NAME_MOST),
        _good(texts.phone, phone),
        _good(texts.email, email),
        _good(texts.locale, language) or texts.LOCALES[0],
    )


def _good(check: Callable[[str, str], str], text: str) -> str:
    try:
        return check(text, "")
    except Refusal:
        return ""
