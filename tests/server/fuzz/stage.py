"""The story on a running server, the cast before it, and what becomes of all that they ask."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from graphql import GraphQLSchema, build_schema
from hypothesis.strategies import SearchStrategy
from schemathesis import BaseSchema
from schemathesis.core.result import Ok

from tests.server.fuzz import feeding, judging
from tests.server.fuzz.asking import Request
from tests.server.fuzz.cast import Cast
from tests.server.fuzz.harvest import Harvest, harvest
from tests.server.fuzz.props import assemble
from tests.server.logged import Log, serving
from tests.style.source import ROOT

_SDL = ROOT / "schema.graphql"
_LIMITS = ("MOST_COST", "BURST_COST", "COST_PER_SECOND")
_UNLIMITED = {f"PADDOCK_{limit}": "2000000000" for limit in _LIMITS}
_HOOKS = {"PADDOCK_WEBHOOK_NETWORKS": "127.0.0.0/8"}  # where nobody listens
_AT_REST = "\npaddock_outbox_backlog 0.0\n"
_REST_SECONDS = 60
_LEGIBLE = 3000


@dataclass(slots=True)
class Stage:
    """A server, and all that may be said to it; `documents` are those of each root field.

    `seen` is what anybody has seen, `own` what is each one's own.
    """

    cast: Cast
    log: Log
    schema: GraphQLSchema
    seen: Harvest
    own: Mapping[str, Harvest]
    documents: Mapping[str, SearchStrategy[str]]
    faults: list[str] = field(default_factory=list)

    def ask(self, asker: str, request: Request) -> bool:
        """Whether a request came to something, which is then the asker's own."""
        answer = judging.read(self.cast.send(asker, request))
        is_granted = self.judge(asker, request, answer)
        if is_granted and request.is_mutation:
            self.own[asker].learn(answer)
        return is_granted

    def judge(self, asker: str, request: Request, answer: Mapping[str, Any]) -> bool:
        """Whether an answer is a yes; faults in it and in the log are noted."""
        if found := judging.faults(answer) + judging.alarms(self.log):
            self.faults.append("\n".join((f"{asker}: {request.content()[:_LEGIBLE]}", *found)))
        return judging.is_granted(answer)

    def check(self) -> None:
        """Raise AssertionError with the faults that were noted since the last call, if any."""
        faults, self.faults = self.faults, []
        assert not faults, "\n\n".join(faults)

    def rest(self) -> None:
        """Wait until all that follows has been tried; AssertionError where something failed."""
        deadline = time.monotonic() + _REST_SECONDS
        while _AT_REST not in self.cast.http.get("/metrics").text:
            assert time.monotonic() < deadline, "the outbox does not come to rest"
            time.sleep(0.1)
        assert judging.alarms(self.log) == []


@contextmanager
def staged(database_url: str, folder: Path) -> Iterator[Stage]:
    """A server over a database with the story in it, which the cast has looked around in."""
    schema = build_schema(_SDL.read_text())
    with serving(database_url, folder, **_UNLIMITED, **_HOOKS) as (client, log):
        cast = assemble(client)
        seen, own = harvest(cast, schema)
        feeding.teach_scalars()
        config = feeding.configuration(schema, seen)
        loaded = schemathesis.graphql.from_path(_SDL, config=config)
        assert judging.alarms(log) == []
        yield Stage(cast, log, schema, seen, own, _documents(loaded))


def _documents(schema: BaseSchema) -> dict[str, SearchStrategy[str]]:
    found = [one for one in schema.get_all_operations() if isinstance(one, Ok)]
    return {
        one.ok().label: one.ok().as_strategy().map(lambda case: str(case.body)) for one in found
    }
