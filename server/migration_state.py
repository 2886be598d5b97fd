"""The models as a migration goes along, copied no more than it needs.

Before each operation Tortoise puts a copy of every model together, to keep how it was: with a
hundred tables that is most of the time of the first migration. Here it is put together when an
operation looks at it.
"""

from functools import cached_property

from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps


class Executor(MigrationExecutor):
    """Tortoise's, with copies that wait."""

    async def _project_state(
        self, applied: set[MigrationKey], *, upto: MigrationKey | None = None
    ) -> State:
        state = await super()._project_state(applied, upto=upto)
        return _State(state.models, state.apps)


class _State(State):
    def clone(self) -> "_State":
        return _Copy({key: model.clone() for key, model in self.models.items()}, self.apps)


class _Copy(_State):
    def __init__(self, models: dict[tuple[str, str], ModelState], source: StateApps) -> None:
        self.models, self._source = models, source

    @cached_property
    def apps(self) -> StateApps:  # type: ignore[override]  # a plain attribute there
        return self._source.clone(model_states=self.models)
