"""An operation's work: what it asked the database, and where plans gave up."""

import re
from dataclasses import dataclass, field
from typing import Any

import orjson
from tortoise import Tortoise

from engine.execution import Served
from engine.limits import Limits
from engine.options import Hooks
from models.access.viewer import Viewer
from resolvers.root import schema
from schema.context import Context, House
from schema.loaders import Loaders
from tests import statements


@dataclass(slots=True)
class Work:
    """What was answered, by which statements, and the fields whose plans gave up."""

    data: dict[str, Any] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    fallbacks: list[str] = field(default_factory=list)

    @property
    def tables(self) -> list[set[str]]:
        """The tables that each statement names."""
        ours = {model._meta.db_table for model in Tortoise.apps["models"].values()}
        return [ours & set(re.findall(r"\w+", statement)) for statement in self.statements]


async def of(house: House, viewer: Viewer, document: str, **variables: Any) -> Work:
    """The work of an operation that has no error, executed with compiled completion."""
    await _done(house, viewer, document, variables)  # asyncpg asks once what an array of rows is
    return await _done(house, viewer, document, variables)


async def _done(house: House, viewer: Viewer, document: str, variables: dict[str, Any]) -> Work:
    work = Work()
    hooks = Hooks(on_fallback=work.fallbacks.append)
    served = Served(schema, Limits(cost=1_000_000), hooks, compile_from=1)
    context = Context(viewer, Loaders(viewer), house)
    async with statements.counted() as work.statements:
        result = await served.execute(document, variables, context_value=context)
    assert result.errors is None, result.errors
    assert result.data is not None
    work.data = orjson.loads(orjson.dumps(result.data))
    return work
