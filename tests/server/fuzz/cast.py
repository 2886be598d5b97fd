"""The cast of a fuzz run: one viewer of each kind in the story, at the public API."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from models import clock
from server.story.brand import DOMAIN
from tests import images
from tests.house import STORY_CODE
from tests.server.fuzz.asking import Request, literally
from tests.server.fuzz.values import FRESH_KEY
from tests.tablets import TabletKey

PEOPLE = ("operator", "gate", "dealer", "member", "guest.1")

_EVENTS = """{ events(first: 100) { edges { node {
  id state venue { id } hall { gates { id } } dealers { id }
  consentTexts(language: "en") { version }
} } } }"""


@dataclass(slots=True)
class Cast:
    """Viewers by name, with their credentials, and the event and gate of the tablet."""

    http: httpx.Client
    tokens: dict[str, str] = field(default_factory=lambda: {"nobody": ""})
    duty: dict[str, str] = field(default_factory=dict)

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
            f" {{ {selection} userErrors {{ code field }} }} }}"
        )
        variables = {"input": said | {"idempotencyKey": FRESH_KEY}}
        answer = self.send(part, Request(query, variables)).json()
        assert "errors" not in answer, answer
        payload: dict[str, Any] = answer["data"][mutation]
        assert not payload["userErrors"], payload
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


def assemble(http: httpx.Client) -> Cast:
    """Everybody signed in: a guest with a booking and a post, a tablet with a duty."""
    cast = Cast(http)
    for person in PEOPLE:
        cast.sign_in(person)
    found = cast.ask("operator", _EVENTS)["events"]["edges"]
    events = [edge["node"] for edge in found]
    _book(cast, next(one for one in events if one["state"] == "PUBLISHED" and one["dealers"]))
    _speak(cast)
    _pair(cast, next(one for one in events if one["state"] == "IN_PROGRESS" and one["hall"]))
    return cast


def _book(cast: Cast, event: dict[str, Any]) -> None:
    [text] = event["consentTexts"]
    yes = {"dealer": event["dealers"][0]["id"], "textVersion": text["version"], "language": "en"}
    friend = {"name": "Ida", "email": "ida@people.example", "consents": [yes]}
    said = {"event": event["id"], "consents": [yes], "guests": [friend]}
    cast.do("guest.1", "registrationCreate", "registration { id }", **said)


def _speak(cast: Cast) -> None:
    picture = cast.http.post(
        "/pictures",
        content=images.picture("PNG"),
        headers={
            "Authorization": f"Bearer {cast.tokens['guest.1']}",
            "Idempotency-Key": secrets.token_hex(8),
        },
    ).json()["id"]
    group = {"name": "Drivers", "description": "For a drive.", "joinPolicy": "OPEN"}
    community = cast.do("guest.1", "groupCreate", "group { id }", **group)["group"]["id"]
    post = {"community": community, "text": "Hello", "pictures": [picture]}
    post_id = cast.do("guest.1", "postCreate", "post { id }", **post)["post"]["id"]
    cast.do("member", "communityJoin", "membership { id }", community=community)
    cast.do("member", "commentCreate", "comment { id }", post=post_id, text="Good evening")
    cast.do("member", "reportCreate", "report { id }", subject=post_id, reason="Loud")


def _pair(cast: Cast, event: dict[str, Any]) -> None:
    code = cast.do("operator", "devicePairingStart", "code", venue=event["venue"]["id"])["code"]
    paired = cast.do(
        "nobody", "devicePair", "credential device { id }", code=code, name="Tablet",
        publicKey=TabletKey().public_text,
    )  # fmt: skip
    cast.tokens["tablet"] = paired["credential"]
    cast.duty = {"event": event["id"], "gate": event["hall"]["gates"][0]["id"]}
    now = clock.now()
    cast.do(
        "operator",
        "deviceAssign",
        "device { id }",
        device=paired["device"]["id"],
        startsAt=(now - timedelta(hours=1)).isoformat(),
        endsAt=(now + timedelta(hours=9)).isoformat(),
        **cast.duty,
    )
