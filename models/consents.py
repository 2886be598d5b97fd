"""A consent: that a named dealer may use a person's data for a purpose; append-only.

The last one of a person to a dealer, by the time at which it was said, is what stands, in whichever
order they were heard. `leads.withdraw` writes withdrawals, since the leads go with them. For each
one the worker then seals a receipt (models/consent_receipts.py).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from tortoise import fields

from models import clock, outbox
from models.contacts import Contact
from models.dealers import Dealer
from models.noun import Noun
from models.refusals import ConsentTextUnknown


class Purpose(StrEnum):
    """What the data may be used for."""

    CONTACT = "CONTACT"


FIRST_TEXTS = {
    "en": (
        "{dealer} may contact me by phone, message or e-mail about its cars, test drives and"
        " offers. For this it is given my name, my phone number and my e-mail address, and it"
        " learns which of its events I attended. I can take this back at any time; {dealer}"
        " then no longer sees my data here."
    ),
    "zh": (
        "我同意{dealer}通过电话、短信或电子邮件与我联系，向我介绍其车型、试驾及优惠活动。"
        "为此，{dealer}将获得我的姓名、手机号码和电子邮箱，并了解我参加过其哪些活动。"
        "我可以随时撤回本同意。撤回后，{dealer}将无法再在此查看我的信息。"
    ),
}


class ConsentText(Noun):
    """The words that a person agreed to, in one language, in one version, never edited.

    `{dealer}` in them stands for the dealer's name.
    """

    purpose = fields.CharEnumField(Purpose, max_length=16)
    version = fields.IntField()
    language = fields.CharField(8)
    text = fields.TextField()
    text_hash = fields.CharField(64)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "consent_texts"
        unique_together = (("purpose", "version", "language"),)


class Consent(Noun):
    """A grant or a withdrawal by one person (by pseudonym) to one dealer for one purpose.

    Where a tablet took it, `receipt` is the text that the tablet signed, as it was signed.
    """

    subject = fields.UUIDField()
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    purpose = fields.CharEnumField(Purpose, max_length=16)
    is_granted = fields.BooleanField()
    text_version = fields.IntField()
    text_hash = fields.CharField(64)
    language = fields.CharField(8)
    method = fields.CharField(32)
    event_id = fields.UUIDField(null=True)
    seat_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(default=clock.now)
    device_id = fields.UUIDField(null=True)
    receipt = fields.TextField(default="")
    signature = fields.BinaryField(null=True)

    class Meta:
        table = "consents"
        indexes = (("subject", "dealer_id", "purpose", "at"),)


async def ensure_texts() -> None:
    """Lay down version 1 of the texts, where it is not there yet."""
    await ConsentText.bulk_create(
        [
            ConsentText(
                purpose=Purpose.CONTACT,
                version=1,
                language=language,
                text=text,
                text_hash=sha256(text.encode()).hexdigest(),
            )
            for language, text in FIRST_TEXTS.items()
        ],
        ignore_conflicts=True,
    )


async def current_text(purpose: Purpose, language: str) -> ConsentText:
    """The words to ask with now. LookupError where a language has none."""
    text = await ConsentText.filter(purpose=purpose, language=language).order_by("-version").first()
    if text is None:
        raise LookupError(f"no consent text for {purpose} in {language}")
    return text


async def current_texts() -> list[ConsentText]:
    """The words to ask with now, in each language."""
    newest = {
        (text.purpose, text.language): text for text in await ConsentText.all().order_by("version")
    }
    return [newest[asked] for asked in sorted(newest)]


async def grant(  # noqa: PLR0913  a receipt has this many sides
    contact: Contact,
    dealer_id: UUID,
    *,
    text_version: int,
    language: str,
    method: str,
    event_id: UUID | None = None,
    seat_id: UUID | None = None,
    at: datetime | None = None,
) -> Consent:
    """Write down that the person agreed, to which words, and how they said so.

    `at` is when they did, now unless given. Refused for words that were never written.
    """
    text = await require_text(text_version, language)
    consent = await Consent.create(
        subject=contact.pseudonym,
        dealer_id=dealer_id,
        purpose=text.purpose,
        is_granted=True,
        text_version=text.version,
        text_hash=text.text_hash,
        language=text.language,
        method=method,
        event_id=event_id,
        seat_id=seat_id,
        at=at or clock.now(),
    )
    await _tell([consent])
    return consent


async def record(said: Sequence[Consent]) -> None:
    """Write down what these people said, in two statements."""
    await Consent.bulk_create(said)
    await _tell(said)


async def require_text(version: int, language: str) -> ConsentText:
    """The words of this version in this language; refused for words that were never written."""
    worded = await ConsentText.filter(purpose=Purpose.CONTACT, version=version)
    text = next((one for one in worded if one.language == language), None)
    if text is None:
        raise ConsentTextUnknown("textVersion")
    return text


async def record_withdrawals(people: Sequence[Contact], dealer_id: UUID, *, method: str) -> None:
    """Write that these people take back whatever they have agreed to until now.

    Also where no consent is known: a tablet without a network may still have to tell of one.
    """
    words = await last_words([person.pseudonym for person in people])
    last = {
        word.subject: (word.text_version, word.text_hash, word.language)
        for word in words
        if word.dealer_id == dealer_id
    }
    asked = await _asked_in({person.locale for person in people if person.pseudonym not in last})
    withdrawals = []
    for person in people:
        version, text_hash, language = last.get(person.pseudonym) or asked[person.locale]
        withdrawals.append(
            Consent(
                subject=person.pseudonym,
                dealer_id=dealer_id,
                purpose=Purpose.CONTACT,
                is_granted=False,
                text_version=version,
                text_hash=text_hash,
                language=language,
                method=method,
            )
        )
    await record(withdrawals)


async def last_words(subjects: Sequence[UUID]) -> list[Consent]:
    """What stands now: of each person the latest receipt to each dealer, in their order."""
    receipts = Consent.filter(subject__in=list(subjects), at__lte=clock.now())
    latest: dict[tuple[UUID, UUID, Purpose], Consent] = {}
    for receipt in await receipts.order_by("-at", "-id"):
        latest.setdefault((receipt.subject, receipt.dealer_id, receipt.purpose), receipt)
    return list(latest.values())[::-1]


def granted_at(subject: str, dealer: str, at: str) -> str:
    """SQL for whether a subject's consent to a dealer stood at a time; null for never asked."""
    return f"""(
        SELECT k.is_granted FROM consents k
        WHERE k.subject = {subject} AND k.dealer_id = {dealer}
          AND k.purpose = '{Purpose.CONTACT}' AND k.at <= {at}
        ORDER BY k.at DESC, k.id DESC LIMIT 1
    )"""  # noqa: S608  written by models alone


def stood_since(subject: str, dealer: str, at: str, now: str) -> str:
    """SQL for whether a subject's consent to a dealer stood at a time and without a break since."""
    return f"""(
        {granted_at(subject, dealer, at)} AND NOT EXISTS (
            SELECT 1 FROM consents w
            WHERE w.subject = {subject} AND w.dealer_id = {dealer} AND NOT w.is_granted
              AND w.purpose = '{Purpose.CONTACT}' AND w.at > {at} AND w.at <= {now})
    )"""  # noqa: S608  written by models alone


async def _tell(said: Sequence[Consent]) -> None:
    if said:
        await outbox.tell("consent.said", consents=[str(one.id) for one in said])


async def _asked_in(languages: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """The version, hash and language of the words that are asked with in each of these."""
    asked = {}
    for language in languages:
        text = await current_text(Purpose.CONTACT, language if language in FIRST_TEXTS else "en")
        asked[language] = text.version, text.text_hash, text.language
    return asked
