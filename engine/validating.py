"""Validates documents, with work that ends."""

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    specified_rules,
    validate,
)
from graphql.language import DocumentNode
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from engine.limits import Limits, too_complex

MOST_ERRORS = 20
"""A client that makes more mistakes than this is told of the first."""

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits
) -> list[GraphQLError]:
    """What the specification's rules, and those that Strawberry adds, have against a document.

    Raises QUERY_TOO_COMPLEX when it takes too many comparisons to find out.
    """
    merging = _bounded_merging(limits.comparisons)
    return validate(
        schema,
        document,
        [merging if rule is OverlappingFieldsCanBeMergedRule else rule for rule in RULES],
        max_errors=MOST_ERRORS,
        hide_suggestions=not limits.suggestions,
    )


def _bounded_merging(most: int) -> type[OverlappingFieldsCanBeMergedRule]:
    """The one rule whose work can grow with the square of the document."""

    class BoundedMerging(OverlappingFieldsCanBeMergedRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = most

        def enter_selection_set(self, *arguments: Any) -> None:
            try:
                super().enter_selection_set(*arguments)
            except ValidationAbortedError:
                left = self.rule_context.remaining_complexity_budget
                if left < 0:
                    raise too_complex("comparisons", most, most - left) from None
                raise

    return BoundedMerging
