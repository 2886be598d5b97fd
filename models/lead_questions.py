"""A lead question: what a dealer wants asked of visitors at its stand."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.noun import Noun


class QuestionKind(StrEnum):
    """How a question is answered: one of its choices, or a line of text."""

    CHOICE = "CHOICE"
    TEXT = "TEXT"


class LeadQuestion(Noun):
    """Never edited: a dealer's new list retires the old one, so that answers keep their question.

    `wording` is the question by language, `choices` a list of the same.
    """

    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    position = fields.IntField()
    kind = fields.CharEnumField(QuestionKind, max_length=8)
    wording = fields.JSONField[dict[str, str]](default=dict)
    choices = fields.JSONField[list[dict[str, str]]](default=list)
    is_required = fields.BooleanField(default=False)
    created_at = fields.DatetimeField(default=clock.now)
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lead_questions"
        indexes = (("dealer_id", "position"),)

    def shown(self) -> dict[str, Any]:
        """The question as a tablet carries it."""
        return {
            "id": str(self.id),
            "kind": self.kind.value,
            "wording": self.wording,
            "choices": self.choices,
            "required": self.is_required,
        }
