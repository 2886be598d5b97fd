"""What is known of one execution of an operation, for those who watch."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from graphql import OperationDefinitionNode
from strawberry.types.execution import ExecutionResult


@dataclass(slots=True)
class Execution:
    """It fills in as the execution goes on.

    `operation` is None until it is found in the document, and `cost` until it is priced;
    `result` is the latest one, as the client gets it.
    """

    query: str
    variables: dict[str, Any]
    operation_name: str | None
    context: Any
    operation: OperationDefinitionNode | None = None
    cost: int | None = None
    result: ExecutionResult | None = None


Around = Callable[[Execution], AbstractAsyncContextManager[None]]
"""Entered before anything of an operation is looked at, left when its last result is there.

It may put another context in place, or raise a Problem to refuse the operation.
"""


@asynccontextmanager
async def unobserved(_execution: Execution) -> AsyncIterator[None]:
    """For an application that does not watch."""
    yield
