"""A fuzz run over the whole schema: whoever asks for whatever, nothing breaks.

PADDOCK_TEST_FUZZ_EXAMPLES says how many documents there are for each root field. Where it is set
they are drawn by chance; those of CI are the same each time.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from models import database
from server.story import telling
from tests.house import SEAL
from tests.server.fuzz.asking import Request, in_variables, literally
from tests.server.fuzz.stage import Stage, staged
from tests.server.fuzz.subscribing import first_word
from tests.server.fuzz.whole import whole

pytestmark = pytest.mark.drill

_PEOPLE = 60
_OTHERS = ("nobody", "gate", "dealer", "seller.1", "member", "guest.1", "tablet", "edge")
_SPOILED = 3
_MISSED = 30
_FEED = "subscription($dealer: ID!, $after: String, $batch: Int!)"
_FROM = "leadFeed(dealer: $dealer, after: $after, batch: $batch)"

_EXAMPLES = os.environ.get("PADDOCK_TEST_FUZZ_EXAMPLES", "")
_PROFILE = settings(
    max_examples=int(_EXAMPLES or 4),
    derandomize=not _EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
async def told(database_url: str) -> str:
    """The address of a database with the story in it."""
    async with database.connected(database_url):
        await telling.tell(SEAL, people=_PEOPLE)
    return database_url


@pytest.fixture
def stage(told: str, tmp_path: Path) -> Iterator[Stage]:
    """The story on stage."""
    with staged(told, tmp_path) as stage:
        yield stage


def test_nobody_meets_a_fault_whatever_they_ask_for(
    stage: Stage, subtests: pytest.Subtests
) -> None:
    granted = set()
    turns = sorted(stage.documents, key=_turn)
    first_end = next(field for field in turns if _turn(field) > 1)
    for field in turns:
        if field == first_end:  # afterwards nobody may be left whose feed it is
            with subtests.test("Subscription.leadFeed"):
                assert _subscribe(stage)
                stage.check()
        with subtests.test(field):
            granted |= {field} if _fuzz(stage, stage.documents[field]) else set()
            stage.check()
    with subtests.test("what follows from it"):
        stage.rest()
    with subtests.test("that most of it came to something"):
        missed = stage.documents.keys() - granted
        assert len(missed) < _MISSED, "\n".join(sorted(missed))


_ENDS = (
    "Merge", "Seats", "Cancel", "Close", "Delete", "Leave", "Remove", "Revoke", "Archive", "End",
    "Erase",
)  # fmt: skip


def _turn(field: str) -> int:
    """What makes something comes first, and what ends it last: who was erased is granted nothing.

    Between them is what needs it.
    """
    if field.endswith("Create"):
        return 0
    return next((turn for turn, end in enumerate(_ENDS, 2) if field.endswith(end)), 1)


def _fuzz(stage: Stage, documents: SearchStrategy[str]) -> bool:
    """Whether any document for a root field came to something.

    Each is asked for until somebody is granted it, by the operator last, then replayed and spoiled.
    """
    granted = []

    @_PROFILE
    @given(documents, st.integers(0, 2**64))
    def ask(document: str, seed: int) -> None:
        dice = Random(seed)
        stage.ask(dice.choice(_OTHERS), literally(document))
        said = in_variables(stage.schema, document, dice)
        askers = (*_askers(stage, said, dice), "operator")
        requests = {asker: said.about(stage.own[asker].like, dice) for asker in askers}
        lucky = next((asker for asker in askers if stage.ask(asker, requests[asker])), None)
        granted.append(lucky is not None)
        asker = lucky or "operator"
        keyed = requests[asker].under_one_key()
        for request in (keyed, keyed, *requests[asker].spoiled(dice, _SPOILED)):
            stage.ask(asker, request)

    ask()
    return any(granted)


def _askers(stage: Stage, said: Request, dice: Random) -> tuple[str, ...]:
    """The two that have most of what is said, and anybody else."""
    others = dice.sample(_OTHERS, len(_OTHERS))
    others.sort(key=lambda one: -sum(bool(stage.own[one].like(word)) for word in said.words()))
    return *others[:2], dice.choice(others[2:])


def _subscribe(stage: Stage) -> bool:
    """Whether any feed came to something, of all that everybody asks for."""
    granted = []
    for asker in stage.own:
        for request in _feeds(stage, Random(asker)):
            answer = first_word(stage.cast, asker, request)
            granted.append(stage.judge(asker, request, answer))
    return any(granted)


def _feeds(stage: Stage, dice: Random) -> Iterator[Request]:
    """The feed of each dealer from its end, from where it never was, and from worse."""
    shown = whole(stage.schema, stage.schema.type_map["LeadFeed"], 2, lambda types: types[0])
    for dealer in stage.seen.ids_of("Dealer"):
        for after in (None, dice.choice(stage.seen.ending_in("ursor"))):
            said = {"dealer": dealer, "after": after, "batch": 5}
            request = Request(f"{_FEED} {{ {_FROM} {shown} }}", said)
            yield request
            yield from request.spoiled(dice, 1)
