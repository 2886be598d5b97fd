"""What deeds earn is a function of the deeds alone: pure properties, no database."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from models.points.deeds import DeedKind
from models.points.ledger import Currency
from models.points.settling import Award, PricedDeed, Tip, difference, due_awards

_MEMBER, _RULE = UUID(int=1), UUID(int=2)
_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _deed(number: int, minute: int, *, cap: int | None, withdrawn: bool = False) -> PricedDeed:
    return PricedDeed(
        member_id=_MEMBER,
        kind=DeedKind.POST,
        day="2026-11-23",
        source_id=UUID(int=100 + number),
        at=_NOON + timedelta(minutes=minute),
        is_withdrawn=withdrawn,
        rule_id=_RULE,
        points=10,
        growth=0,
        daily_cap=cap,
    )


class _Ledger:
    """Tips kept as the database would: each entry of the difference becomes the new tip."""

    def __init__(self) -> None:
        self.tips: dict[Award, Tip] = {}
        self.entries: list[int] = []

    def settle(self, deeds: list[PricedDeed]) -> None:
        for entry in difference(due_awards(deeds), self.tips.values()):
            fields = {name: entry[name] for name in Tip.__dataclass_fields__}
            tip = Tip(**fields)
            self.tips[tip.award] = tip
            self.entries.append(tip.amount)

    def effective(self) -> set[UUID]:
        return {award.source_id for award, tip in self.tips.items() if tip.amount > 0}

    def balance(self) -> int:
        return sum(self.entries)


_DAYS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 5), st.booleans()),
    min_size=1,
    max_size=9,
    unique_by=lambda deed: deed[0],
)


@given(_DAYS, st.one_of(st.none(), st.integers(1, 4)), st.randoms(use_true_random=False))
def test_any_order_and_repetition_comes_to_the_same_awards(
    day: list[tuple[int, int, bool]], cap: int | None, order: Random
) -> None:
    deeds = [_deed(n, minute, cap=cap, withdrawn=gone) for n, minute, gone in day]
    at_once = _Ledger()
    at_once.settle(deeds)
    arrivals = deeds + order.sample(deeds, k=len(deeds) // 2)
    order.shuffle(arrivals)
    ledger, known = _Ledger(), {}
    for deed in arrivals:
        known[deed.source_id] = deed
        ledger.settle(list(known.values()))
    assert ledger.effective() == at_once.effective()
    assert ledger.balance() == at_once.balance() == 10 * len(at_once.effective())


@given(_DAYS, st.integers(1, 4))
def test_a_day_never_earns_more_than_its_cap(day: list[tuple[int, int, bool]], cap: int) -> None:
    due = due_awards(_deed(n, minute, cap=cap, withdrawn=gone) for n, minute, gone in day)
    standing = sum(not gone for _, _, gone in day)
    assert len(due) == min(cap, standing)


def test_an_earlier_deed_that_arrives_late_displaces_the_last_one() -> None:
    ledger = _Ledger()
    first, second = _deed(1, 10, cap=1), _deed(2, 5, cap=1)
    ledger.settle([first])
    ledger.settle([first, second])
    assert ledger.effective() == {second.source_id}
    assert ledger.entries == [10, -10, 10]


def test_a_displaced_deed_comes_back_when_the_other_is_withdrawn() -> None:
    ledger = _Ledger()
    late, early = _deed(1, 10, cap=1), _deed(2, 5, cap=1)
    ledger.settle([late])
    ledger.settle([late, early])
    ledger.settle([late, _deed(2, 5, cap=1, withdrawn=True)])
    assert ledger.effective() == {late.source_id}
    assert ledger.balance() == 10


def test_both_currencies_are_awarded_apart() -> None:
    deed = PricedDeed(
        _MEMBER, DeedKind.CHECK_IN, "2026-11-23", UUID(int=9), _NOON, False, _RULE, 100, 50, None
    )
    assert {award.currency: amount for award, (amount, _) in due_awards([deed]).items()} == {
        Currency.POINTS: 100,
        Currency.GROWTH: 50,
    }
