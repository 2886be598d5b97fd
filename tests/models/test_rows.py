from models.rows import MOST_CASES, Asked


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
