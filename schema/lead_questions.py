"""Lead questions as the API has them: what a dealer wants asked of visitors at its stand."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from engine.fields import instances
from models import lead_lists, lead_questions
from models.lead_questions import QuestionKind
from schema.enums import described
from schema.errors import UserError
from schema.nodes import node_id

if TYPE_CHECKING:
    from schema.dealers import Dealer

described(
    QuestionKind,
    "How a question is answered.",
    CHOICE="By one of its choices.",
    TEXT="By a line of text.",
)


@strawberry.type(description="The same words in each language.")
class Wording:
    """Rows: models.lead_questions.Wording."""

    en: str = strawberry.field(description="In English.")
    zh: str = strawberry.field(description="In Chinese.")

    is_type_of = staticmethod(instances(lead_questions.Wording))


@strawberry.type(description="What a dealer has visitors asked at its stand.")
class LeadQuestion:
    """Rows: models.lead_questions.LeadQuestion."""

    key: strawberry.ID = node_id("LeadQuestion")
    kind: QuestionKind = strawberry.field(description="How it is answered.")
    worded: Wording = strawberry.field(name="wording", description="What is asked.")
    options: list[Wording] = strawberry.field(
        name="choices", description="What can be chosen; empty for a line of text."
    )
    is_required: bool = strawberry.field(description="Whether no lead is taken without an answer.")

    is_type_of = staticmethod(instances(lead_questions.LeadQuestion))


@strawberry.type(description="What somebody answered to a question of a dealer.")
class LeadAnswer:
    """Rows: models.lead_lists.LeadAnswer."""

    question: LeadQuestion = strawberry.field(description="What was asked.")
    answer: str = strawberry.field(description="A choice as it is worded, or a line of text.")

    is_type_of = staticmethod(instances(lead_lists.LeadAnswer))


@strawberry.input(description="The same words in each language.")
class WordingInput:
    en: str = strawberry.field(description="In English.")
    zh: str = strawberry.field(description="In Chinese.")


@strawberry.input(description="What visitors are to be asked.")
class LeadQuestionInput:
    kind: QuestionKind = strawberry.field(description="How it is answered.")
    wording: WordingInput = strawberry.field(
        description="What is asked; 1 to 200 characters in each language."
    )
    choices: list[WordingInput] = strawberry.field(
        default_factory=list,
        description="For CHOICE: 2 to 12, each of 1 to 80 characters, no two of them alike.",
    )
    is_required: bool = strawberry.field(
        default=False, description="Whether no lead is to be taken without an answer."
    )


@strawberry.input(description="Have these questions asked at the dealer's stand, and no others.")
class LeadQuestionsSetInput:
    idempotency_key: strawberry.ID = strawberry.field(description="See `Mutation`.")
    dealer: strawberry.ID = strawberry.field(description="The dealer.")
    questions: list[LeadQuestionInput] = strawberry.field(
        description="0 to 12 questions, in the order of asking. Of two lists that are set at once"
        " one stands as a whole."
    )


@strawberry.type(description="What came of `leadQuestionsSet`.")
class LeadQuestionsSetPayload:
    dealer: Annotated["Dealer", strawberry.lazy("schema.dealers")] | None = strawberry.field(
        description="The dealer, with the questions that are asked now."
    )
    user_errors: list[UserError] = strawberry.field(description="Why it was refused, if it was.")
