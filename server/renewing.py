"""Eyes of now: a WebSocket outlives roles and what was remembered, its operations must not."""

from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from server import authentication, observing


class Renewing(SchemaExtension):
    """Gives each operation on a WebSocket a context of its own, as each HTTP request has."""

    async def on_operation(self) -> AsyncIterator[None]:
        """Before anything of the operation is looked at; refused if the credential is gone."""
        operation = self.execution_context
        if observing.current.get() is None:
            operation.context = await authentication.renewed(operation.context)
        yield
