"""What a schema keeps of what it compiled."""

from engine.completion.planned import MOST_FUNCTIONS
from engine.completion.plans import Plan, Variant
from engine.execution import Served


def variants(schema: Served) -> list[Variant]:
    """Of all operations that are kept."""
    documents = schema.documents._kept.values()
    operations = [it for document in documents for it in document.operations.values()]
    return [variant for it in operations for variant in it.plans._variants.values()]


def plans(schema: Served) -> list[Plan]:
    """Of all operations that are kept."""
    return [plan for it in variants(schema) for plan in it._plans.values() if plan]


def spent(schema: Served, query: str) -> int:
    """How many functions a kept document has been made of."""
    operation = schema.documents._kept[query].operation(None)
    return MOST_FUNCTIONS - operation.plans._operation.budget.functions
