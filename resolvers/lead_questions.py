"""Lead questions: set by the dealer's staff and operators, asked at its stand."""

import strawberry

from models import lead_questions as verbs
from models.access import dealers, lead_questions
from models.lead_questions import Question, Wording
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.lead_questions import (
    LeadQuestionInput,
    LeadQuestionsSetInput,
    LeadQuestionsSetPayload,
    WordingInput,
)


@strawberry.type
class LeadQuestionMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Have other questions asked at a dealer's stand; for its staff and operators."
    )
    async def lead_questions_set(
        self, info: Info, input: LeadQuestionsSetInput
    ) -> LeadQuestionsSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await lead_questions.to_set(viewer, dealer_id, "dealer")
            questions = [_question(said) for said in input.questions]
            return await verbs.replace(dealer, questions, by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return LeadQuestionsSetPayload(
            dealer=await calls.reread(info, outcome, dealers.see),
            user_errors=calls.errors(info, outcome),
        )


def _question(said: LeadQuestionInput) -> Question:
    choices = [_wording(choice) for choice in said.choices]
    return Question(said.kind, _wording(said.wording), choices, said.is_required)


def _wording(said: WordingInput) -> Wording:
    return Wording(said.en, said.zh)
