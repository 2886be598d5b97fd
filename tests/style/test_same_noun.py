from pathlib import Path

from tests.style.source import modules

# Modules of resolvers/ that have no namesake in models/, and why.
ELSEWHERE = {
    "calls": "the one way from a mutation to its verb",
    "nodes": "node and nodes answer about every noun",
    "places": "dealers and venues say alike where they are and when they are open",
    "rates": "the engine knows what an operation costs",
    "root": "joins the fields of all nouns",
}


def test_what_resolvers_answers_about_has_the_same_name_in_models() -> None:
    assert _nouns("resolvers") - _nouns("models") - set(ELSEWHERE) == set()


def test_each_exception_is_still_one() -> None:
    assert set(ELSEWHERE) - (_nouns("resolvers") - _nouns("models")) == set()


def _nouns(room: str) -> set[str]:
    """The modules and packages that lie directly in `room`."""
    inside = [Path(*path.parts[1:2]).stem for path in modules(room)]
    return {name for name in inside if not name.startswith("_")}
