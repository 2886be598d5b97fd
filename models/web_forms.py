"""A web form: by its public key, people on a dealer's pages ask that it contacts them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, lead_questions, texts, tokens
from models.dealers import Dealer
from models.edges import origin_of
from models.lead_questions import LeadQuestion
from models.noun import Noun
from models.refusals import FormClosed, FormOfAnotherSite, LimitReached, TooMany

MOST_FORMS = 50
_MOST_ORIGINS = 20
_KEY_LENGTH = 20
_LINE_MOST = 80  # characters


class WebForm(Noun):
    """Its key is no secret, `allowed_origins` are the sites whose pages may use it, all if empty.

    `campaign` is that of enquiries that name none.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    key = fields.CharField(_KEY_LENGTH, unique=True)
    name = fields.CharField(_LINE_MOST)
    campaign = fields.CharField(_LINE_MOST, default="")
    allowed_origins = fields.JSONField[list[str]](default=list)
    created_at = fields.DatetimeField(default=clock.now)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "web_forms"

    async def change(self, *, by: UUID, **said: Any) -> Self:
        """Change what is said of it; the names are those of `create`. Refused once closed."""
        form = await self.locked()
        if form.closed_at is not None:
            raise FormClosed("form")
        checked = _checked(said)
        if checked:
            form.update_from_dict(checked)
            await form.save(update_fields=list(checked))
        await audit.record(by, "web_form.update", form, **said)
        return form

    async def close(self, *, by: UUID) -> Self:
        """Take nothing more by it; closing it twice changes nothing."""
        form = await self.locked()
        if form.closed_at is None:
            form.closed_at = clock.now()
            await form.save(update_fields=["closed_at"])
            await audit.record(by, "web_form.close", form)
        return form

    def refuse_strange(self, origin: str) -> None:
        """Refused where a page of another site asks; whoever is no browser names no site."""
        if origin and self.allowed_origins and origin not in self.allowed_origins:
            raise FormOfAnotherSite("formKey")


@dataclass(frozen=True, slots=True)
class EnquiryForm:
    """What a page shows: whose form it is, and what is asked."""

    dealer_id: UUID
    questions: Sequence[LeadQuestion]


async def create(dealer: Dealer, *, by: UUID, **said: Any) -> WebForm:
    """A form with a key of its own, from its name and perhaps campaign and allowed origins."""
    checked = _checked(said)
    dealer = await dealer.locked()
    if await WebForm.filter(dealer_id=dealer.id, closed_at=None).count() >= MOST_FORMS:
        raise LimitReached("dealer", limit=MOST_FORMS)
    form = await WebForm.create(dealer=dealer, key=tokens.readable(_KEY_LENGTH), **checked)
    await audit.record(by, "web_form.create", form, name=form.name)
    return form


async def open_by(key: str) -> WebForm | None:
    """The form of this key, unless it is closed or there is none."""
    if not tokens.is_readable(key, _KEY_LENGTH):
        return None
    return await WebForm.get_or_none(key=key, closed_at=None)


async def shown(key: str) -> EnquiryForm | None:
    """What a page shows for this key, unless the form is closed or there is none."""
    form = await open_by(key)
    return await of_dealer(form.dealer_id) if form else None


async def of_dealer(dealer_id: UUID) -> EnquiryForm:
    """What a page shows for this dealer, as the brand's own does."""
    asked = await lead_questions.current_of([dealer_id])
    return EnquiryForm(dealer_id, asked[dealer_id])


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    return {name: _CHECKS[name](value) for name, value in said.items()}


def _origins(said: Sequence[str]) -> list[str]:
    if len(said) > _MOST_ORIGINS:
        raise TooMany("allowedOrigins", limit=_MOST_ORIGINS)
    return [origin_of(one, f"allowedOrigins.{place}") for place, one in enumerate(said)]


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": lambda text: texts.line(text, "name", most=_LINE_MOST),
    "campaign": lambda text: texts.line(text, "campaign", most=_LINE_MOST, least=0),
    "allowed_origins": _origins,
}
