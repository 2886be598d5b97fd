"""The API in process: operations against the whole schema, as any viewer."""

from itertools import count
from typing import Any

import orjson
from graphql import GraphQLError

from models.access.viewer import Viewer
from schema.context import Context, House
from schema.loaders import Loaders
from tests.recorded import record
from tests.served import served

NOBODY = Viewer(address="192.0.2.1")


class Api:
    """Runs operations; each call is a request of its own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._keys = count()

    async def __call__(
        self, document: str, *, as_: Viewer = NOBODY, **variables: Any
    ) -> dict[str, Any]:
        """The data of an operation that has no top-level error."""
        data, errors = await self._run(document, as_, variables)
        assert errors is None, errors
        assert data is not None
        return data

    async def errors(
        self, document: str, *, as_: Viewer = NOBODY, **variables: Any
    ) -> list[GraphQLError]:
        """The top-level errors of an operation that has some."""
        _, errors = await self._run(document, as_, variables)
        assert errors, "the operation succeeded"
        return errors

    async def mutate(
        self, field: str, selection: str, *, as_: Viewer = NOBODY, key: str = "", **said: Any
    ) -> dict[str, Any]:
        """The payload of a mutation with `said` as its input and a key of its own.

        `await api.mutate("postCreate", "post { id }", as_=ann, community=…, text="…")`
        """
        kind = f"{field[0].upper()}{field[1:]}Input"
        document = (
            f"mutation($input: {kind}!) {{ {field}(input: $input)"
            f" {{ {selection} userErrors {{ code field message }} }} }}"
        )
        said = {"idempotencyKey": key or f"key-{next(self._keys)}", **said}
        payload: dict[str, Any] = (await self(document, as_=as_, input=said))[field]
        return payload

    async def refused(self, field: str, *, as_: Viewer = NOBODY, key: str = "", **said: Any) -> str:
        """The code of the one refusal that a mutation answers."""
        payload = await self.mutate(field, "", as_=as_, key=key, **said)
        [error] = payload["userErrors"]
        return str(error["code"])

    async def _run(
        self, document: str, viewer: Viewer, variables: dict[str, Any]
    ) -> tuple[dict[str, Any] | None, list[GraphQLError] | None]:
        context = Context(viewer, Loaders(viewer), self.house)
        record(document, variables)
        result = await served().execute(document, variables, context_value=context)
        return orjson.loads(orjson.dumps(result.data)), result.errors
