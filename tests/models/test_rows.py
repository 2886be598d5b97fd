from typing import get_args, get_type_hints

from models import rows
from models.access import beside
from models.rows import MOST_CASES, Asked, Row


def test_what_is_made_of_a_question_is_made_once_for_each_case() -> None:
    asked = Asked()
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [asked.once(make, "a"), asked.once(make, "b"), asked.once(make, "a")] == [0, 1, 0]
    assert Asked().once(make, "a") == 2


def test_what_is_made_for_the_cases_met_first_is_kept_and_no_more() -> None:
    asked = Asked()
    for number in range(2 * MOST_CASES):
        assert asked.once(lambda: "new", number) == "new"
    assert asked.once(lambda: "again", 0) == "new"
    assert asked.once(lambda: "again", MOST_CASES) == "again"


def test_the_first_column_of_a_row_is_never_null_since_it_tells_that_there_is_one() -> None:
    assert beside.Eyes is not None
    first = {row: rows.columns(row)[0] for row in Row.__subclasses__()}
    assert len(first) > 20
    assert [row for row, name in first.items() if _may_be_null(row, name)] == []


def _may_be_null(row: type, name: str) -> bool:
    return type(None) in get_args(get_type_hints(row)[name])
