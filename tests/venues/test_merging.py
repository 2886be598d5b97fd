"""What all scans of a seat come to does not depend on the order in which they were heard."""

from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from models.conflicts import ConflictKind
from models.doors import Reentry
from models.scans.rows import Direction
from models.scans.said import Conclusion, Heard, SeatFacts
from tests.venues.heard import MINUTE, scan, seat
from venues.merging import conclude

EXIT = Direction.EXIT
SUPERVISOR = UUID(int=9)


def ids(conclusion: Conclusion) -> dict[ConflictKind, list[int]]:
    """The conflicts, their scans by number."""
    return {kind: [one.id.int for one in scans] for kind, scans in conclusion.conflicts.items()}


def verdicts(conclusion: Conclusion, *scans: Heard) -> list[str]:
    return [str(conclusion.rulings[one.key].verdict) for one in scans]


def test_the_earliest_entry_is_the_admission_whichever_was_heard_first() -> None:
    late, early = scan(1, 20), scan(2, 10)
    for heard in ([late, early], [early, late]):
        conclusion = conclude(heard, seat())
        assert conclusion.admission == early
        assert verdicts(conclusion, early, late) == ["ADMITTED", "ALREADY_ADMITTED"]
        assert conclusion.rulings[late.key].earlier == early


def test_at_the_same_moment_the_smaller_id_counts() -> None:
    conclusion = conclude([scan(2, 10), scan(1, 10)], seat())
    assert conclusion.admission is not None
    assert conclusion.admission.id == UUID(int=1)


def test_two_gates_that_both_let_in_are_a_conflict_that_names_both() -> None:
    first, second = scan(1, 10, shown="ADMITTED"), scan(2, 12, shown="ADMITTED")
    assert ids(conclude([second, first], seat())) == {ConflictKind.DOUBLE: [1, 2]}


def test_a_third_gate_joins_the_conflict() -> None:
    heard = [scan(number, number, shown="ADMITTED") for number in (1, 2, 3)]
    assert ids(conclude(heard, seat())) == {ConflictKind.DOUBLE: [1, 2, 3]}


def test_one_who_was_told_already_admitted_is_no_conflict() -> None:
    heard = [scan(1, 10, shown="ADMITTED"), scan(2, 12, shown="ALREADY_ADMITTED")]
    assert ids(conclude(heard, seat())) == {}


def test_a_scan_that_only_asked_is_no_conflict() -> None:
    assert ids(conclude([scan(1, 10, shown="ADMITTED"), scan(2, 12)], seat())) == {}


def test_two_entries_with_an_exit_between_are_no_conflict() -> None:
    heard = [
        scan(1, 10, shown="ADMITTED"),
        scan(2, 20, direction=EXIT, shown="LEFT"),
        scan(3, 30, shown="READMITTED"),
    ]
    conclusion = conclude(heard, seat())
    assert ids(conclusion) == {}
    assert verdicts(conclusion, *heard) == ["ADMITTED", "LEFT", "READMITTED"]
    assert (conclusion.admission, conclusion.last) == (heard[0], heard[2])


def test_where_nobody_comes_in_twice_the_same_is_a_conflict() -> None:
    heard = [scan(1, 10), scan(2, 20, direction=EXIT), scan(3, 30, shown="READMITTED")]
    conclusion = conclude(heard, seat(reentry=Reentry.NEVER))
    assert ids(conclusion) == {ConflictKind.DOUBLE: [1, 3]}


def test_an_exit_that_is_heard_late_settles_the_conflict_by_itself() -> None:
    first, second = scan(1, 10, shown="ADMITTED"), scan(3, 30, shown="ADMITTED")
    assert ids(conclude([first, second], seat())) == {ConflictKind.DOUBLE: [1, 3]}
    assert ids(conclude([first, second, scan(2, 20, direction=EXIT)], seat())) == {}


def test_an_admission_after_a_cancellation_or_with_an_old_pass_is_a_conflict() -> None:
    heard = [
        scan(1, 10, refusal="CANCELLED", shown="ADMITTED"),
        scan(2, 12, refusal="REPLACED", shown="ADMITTED"),
        scan(3, 14, refusal="EXPIRED", shown="ADMITTED"),
        scan(4, 16, refusal="CANCELLED", shown="CANCELLED"),
    ]
    conclusion = conclude(heard, seat())
    assert ids(conclusion) == {
        ConflictKind.CANCELLED: [1],
        ConflictKind.REPLACED: [2],
        ConflictKind.OTHER: [3],
    }
    assert (conclusion.admission, conclusion.last) == (None, None)


def test_an_undone_scan_did_not_happen() -> None:
    undone = scan(1, 10, shown="ADMITTED")
    taken_back = scan(1, 10, shown="ADMITTED", undone_said_at=undone.said_at + MINUTE)
    second = scan(2, 12, shown="ADMITTED")
    conclusion = conclude([taken_back, second], seat())
    assert (conclusion.admission, ids(conclusion)) == (second, {})


def test_a_scan_is_taken_back_within_a_minute_or_not_at_all() -> None:
    for after in (MINUTE + timedelta(milliseconds=1), -timedelta(milliseconds=1)):
        late = scan(1, 10, undone_said_at=scan(1, 10).said_at + after)
        assert conclude([late], seat()).admission == late


def test_a_supervisor_lets_in_whom_the_rules_do_not() -> None:
    let_in = scan(1, 10, refusal="CANCELLED", shown="CANCELLED", override_by_id=SUPERVISOR)
    conclusion = conclude([let_in], seat())
    assert (conclusion.admission, ids(conclusion)) == (let_in, {})


def test_an_override_by_somebody_without_a_known_right_is_a_conflict() -> None:
    said = {"shown": "CANCELLED", "override_reason": "Knows them"}
    let_in = scan(1, 10, refusal="CANCELLED", **said)
    conclusion = conclude([let_in, scan(2, 11, refusal="UNKNOWN", **said)], seat())
    assert (conclusion.admission, ids(conclusion)) == (None, {ConflictKind.CANCELLED: [1]})


def test_nobody_overrides_a_pass_that_nobody_knows() -> None:
    unknown = scan(1, 10, refusal="UNKNOWN", override_by_id=SUPERVISOR)
    assert conclude([unknown], seat()).admission is None


def test_an_override_of_somebody_who_is_in_changes_nothing() -> None:
    first, again = scan(1, 10), scan(2, 12, override_by_id=SUPERVISOR)
    conclusion = conclude([first, again], seat())
    assert (conclusion.last, ids(conclusion)) == (first, {})


def test_a_time_that_could_not_be_comes_after_all_that_could() -> None:
    suspect = scan(1, 5, is_time_suspect=True, shown="ADMITTED")
    trusted = scan(2, 30, shown="ADMITTED")
    conclusion = conclude([suspect, trusted], seat())
    assert conclusion.admission == trusted
    assert ids(conclusion) == {ConflictKind.DOUBLE: [2, 1]}


moments = st.integers(0, 6)
shown = st.sampled_from(["", "ADMITTED", "READMITTED", "ALREADY_ADMITTED", "CANCELLED"])


@st.composite
def any_scan(draw: st.DrawFn, number: int) -> Heard:
    minutes = draw(moments)
    undone = draw(st.none() | st.integers(-30, 90))
    said = scan(number, minutes).said_at
    return scan(
        number,
        minutes,
        direction=draw(st.sampled_from(Direction)),
        refusal=draw(st.sampled_from(["", "", "", "CANCELLED", "REPLACED", "UNKNOWN"])),
        shown=draw(shown),
        is_time_suspect=draw(st.booleans()),
        override_by_id=draw(st.sampled_from([None, None, SUPERVISOR])),
        undone_said_at=None if undone is None else said + timedelta(seconds=undone),
    )


any_scans = st.integers(0, 7).flatmap(
    lambda count: st.tuples(*(any_scan(number) for number in range(1, count + 1)))
)


facts_of_seats = st.builds(seat, reentry=st.sampled_from(Reentry), is_daily=st.booleans())


@given(any_scans, st.randoms(use_true_random=False), facts_of_seats)
def test_any_order_of_hearing_comes_to_the_same(
    heard: tuple[Heard, ...], random: Random, facts: SeatFacts
) -> None:
    shuffled = list(heard)
    random.shuffle(shuffled)
    one, other = conclude(heard, facts), conclude(shuffled, facts)
    assert (one.admission, one.last, ids(one)) == (other.admission, other.last, ids(other))
    assert one.rulings == other.rulings


@given(any_scans)
def test_whoever_was_let_in_is_counted_or_in_a_conflict(heard: tuple[Heard, ...]) -> None:
    """Nobody who stands inside is lost: each admission shown is the one, or is told of."""
    conclusion = conclude(heard, seat())
    told = {one.id for scans in conclusion.conflicts.values() for one in scans}
    entries = [one for one in heard if one.is_entry and one.undone_said_at is None]
    let_in = [one for one in entries if one.shown in {"ADMITTED", "READMITTED"}]
    for one in let_in:
        verdict = conclusion.rulings[one.key].verdict
        counts = verdict in {"ADMITTED", "READMITTED"} or one.override_by_id is not None
        assert counts or one.id in told
