"""The cast of a fuzz run: one viewer of each kind in the story, at the public API."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from server.story.brand import DOMAIN
from tests.house import STORY_CODE
from tests.server.fuzz.asking import Request, literally
from tests.server.fuzz.values import FRESH_KEY

PEOPLE = ("operator", "gate", "dealer", "seller.1", "member", "guest.1")
_KEYLESS = ("scanBatchSubmit",)


@dataclass(slots=True)
class Cast:
    """Viewers by name, with their credentials, and what each has made.

    `duty` is the event and gate of the tablet, `edge` the id of the edge.
    """

    http: httpx.Client
    tokens: dict[str, str] = field(default_factory=lambda: {"nobody": ""})
    made: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    duty: dict[str, str] = field(default_factory=dict)
    edge: str = ""

    def send(self, part: str, request: Request) -> httpx.Response:
        """The answer to a request of this viewer, who signs in anew where they were signed out."""
        answer = self._post(part, request)
        if answer.status_code == httpx.codes.UNAUTHORIZED and part in PEOPLE:
            self.sign_in(part)
            answer = self._post(part, request)
        return answer

    def ask(self, part: str, query: str) -> Any:
        """The data of a query, with nulls where it is not for this viewer."""
        return self.send(part, literally(query)).json().get("data")

    def do(self, part: str, mutation: str, selection: str, **said: Any) -> dict[str, Any]:
        """The payload of a mutation that is not refused."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input)"
            f" {{ __typename {selection} userErrors {{ code field }} }} }}"
        )
        key = {} if mutation in _KEYLESS else {"idempotencyKey": FRESH_KEY}
        answer = self.send(part, Request(query, {"input": said | key})).json()
        assert "errors" not in answer, answer
        payload: dict[str, Any] = answer["data"][mutation]
        assert not payload["userErrors"], payload
        self.made[part].append(payload)
        return payload

    def sign_in(self, person: str) -> None:
        """Open a session of one of the story's people."""
        said = {"email": f"{person}@{DOMAIN}", "code": STORY_CODE}
        self.tokens[person] = self.do("nobody", "signInComplete", "token", **said)["token"]

    def _post(self, part: str, request: Request) -> httpx.Response:
        token = self.tokens[part]
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return self.http.post("/graphql", content=request.content(), headers=headers)
