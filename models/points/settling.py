"""Settling: the ledger brought to what deeds are worth, by new entries only.

Which deeds of a day earn is a function of the deeds alone: the earliest up to the cap, by the
rule in force at the time of each. The difference to what the ledger says is written, so that
any order and repetition of the same deeds comes to the same effective awards.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import clock, ids, sql
from models.points.deeds import DeedDay, DeedKind
from models.points.ledger import Currency


@dataclass(frozen=True, slots=True)
class PricedDeed:
    """A deed with the rule of its time."""

    member_id: UUID
    kind: DeedKind
    day: str
    source_id: UUID
    at: datetime
    is_withdrawn: bool
    rule_id: UUID
    points: int
    growth: int
    daily_cap: int | None


@dataclass(frozen=True, slots=True)
class Award:
    """What the ledger knows an award by."""

    member_id: UUID
    kind: DeedKind
    currency: Currency
    rule_id: UUID
    source_id: UUID


@dataclass(frozen=True, slots=True)
class Tip:
    """The last entry of an award and its undoings: above zero it stands, below it is undone."""

    id: UUID
    member_id: UUID
    kind: DeedKind
    currency: Currency
    rule_id: UUID
    source_id: UUID
    amount: int
    award_id: UUID | None
    deed_at: datetime

    @property
    def award(self) -> Award:
        """The award that this is the last word on."""
        return Award(self.member_id, self.kind, self.currency, self.rule_id, self.source_id)


async def settle(days: Sequence[DeedDay]) -> None:
    """Settle the deeds of these days; the caller holds the members' accounts."""
    if not days:
        return
    asked = sql.json_of(
        [{"member_id": day.member_id, "kind": day.kind, "day": day.day} for day in set(days)]
    )
    deeds, tips = await _read(asked)
    entries = difference(due_awards(deeds), tips)
    if entries:
        await _write(entries)


def due_awards(deeds: Iterable[PricedDeed]) -> dict[Award, tuple[int, datetime]]:
    """The amount and the deed's time of every award that these whole days of deeds earn."""
    days: defaultdict[DeedDay, list[PricedDeed]] = defaultdict(list)
    for deed in deeds:
        if not deed.is_withdrawn:
            days[DeedDay(deed.member_id, deed.kind, deed.day)].append(deed)
    due: dict[Award, tuple[int, datetime]] = {}
    for done in days.values():
        done.sort(key=lambda deed: (deed.at, deed.source_id))
        for position, deed in enumerate(done):
            if deed.daily_cap is not None and position >= deed.daily_cap:
                continue
            due |= _worth(deed)
    return due


def _worth(deed: PricedDeed) -> dict[Award, tuple[int, datetime]]:
    amounts = {Currency.POINTS: deed.points, Currency.GROWTH: deed.growth}
    return {
        Award(deed.member_id, deed.kind, currency, deed.rule_id, deed.source_id): (amount, deed.at)
        for currency, amount in amounts.items()
        if amount
    }


def difference(due: dict[Award, tuple[int, datetime]], tips: Iterable[Tip]) -> list[dict[str, Any]]:
    """The entries that bring the ledger from its tips to what is due."""
    last = {tip.award: tip for tip in tips}
    undone = [tip for award, tip in last.items() if tip.amount > 0 and award not in due]
    redone = [tip for award, tip in last.items() if tip.amount < 0 and award in due]
    entries = [_turned(tip) for tip in (*undone, *redone)]
    entries += [
        _entry(award, amount, deed_at)
        for award, (amount, deed_at) in due.items()
        if award not in last
    ]
    return entries


def _turned(tip: Tip) -> dict[str, Any]:
    """An entry that undoes the tip: an award's reversal, or a reversal's."""
    return _entry(tip.award, -tip.amount, tip.deed_at) | {
        "reverses_id": tip.id,
        "award_id": tip.award_id or tip.id,
    }


def _entry(award: Award, amount: int, deed_at: datetime) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "member_id": award.member_id,
        "currency": award.currency,
        "kind": award.kind,
        "rule_id": award.rule_id,
        "source_id": award.source_id,
        "amount": amount,
        "reverses_id": None,
        "award_id": None,
        "deed_at": deed_at,
    }


_DAYS = {"member_id": UUID, "kind": str, "day": str}
_ENTRY = {
    "id": UUID, "member_id": UUID, "currency": str, "kind": str, "rule_id": UUID,
    "source_id": UUID, "amount": int, "reverses_id": UUID, "award_id": UUID, "deed_at": datetime,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """A deed with the rule of its time, and one of the ledger's last words on it, if any."""

    member_id: UUID
    kind: DeedKind
    day: str
    source_id: UUID
    at: datetime
    is_withdrawn: bool
    rule_id: UUID
    points: int
    growth: int
    daily_cap: int | None
    tip_id: UUID | None
    tip_currency: Currency | None
    tip_rule_id: UUID | None
    tip_amount: int | None
    tip_award_id: UUID | None
    tip_deed_at: datetime | None


async def _read(days: str) -> tuple[list[PricedDeed], list[Tip]]:
    """All deeds of these days, and the ledger's last words on them, in one statement."""
    rows = await sql.fetch(
        _Row,
        f"""
        SELECT d.member_id, d.kind, d.day, d.source_id, d.at, d.is_withdrawn,
               r.id AS rule_id, r.points, r.growth, r.daily_cap,
               e.id AS tip_id, e.currency AS tip_currency, e.rule_id AS tip_rule_id,
               e.amount AS tip_amount, e.award_id AS tip_award_id, e.deed_at AS tip_deed_at
        FROM {sql.json_rows(1, **_DAYS)} AS said
        JOIN deeds d
          ON d.member_id = said.member_id AND d.kind = said.kind AND d.day = said.day
        JOIN earning_rules r ON r.kind = d.kind AND r.starts_at = (
            SELECT max(starts_at) FROM earning_rules x
            WHERE x.kind = d.kind AND x.starts_at <= d.at)
        LEFT JOIN points_entries e
          ON e.member_id = d.member_id AND e.kind = d.kind AND e.source_id = d.source_id
         AND NOT EXISTS (SELECT 1 FROM points_entries u WHERE u.reverses_id = e.id)
        """,  # noqa: S608  the columns are ours
        days,
    )
    deeds = {(row.member_id, row.kind, row.source_id): _deed(row) for row in rows}
    return list(deeds.values()), [tip for row in rows if (tip := _tip(row))]


def _deed(row: _Row) -> PricedDeed:
    return PricedDeed(
        row.member_id, row.kind, row.day, row.source_id, row.at, row.is_withdrawn,
        row.rule_id, row.points, row.growth, row.daily_cap,
    )  # fmt: skip


def _tip(row: _Row) -> Tip | None:
    if not (row.tip_id and row.tip_currency and row.tip_rule_id and row.tip_deed_at):
        return None
    return Tip(
        row.tip_id, row.member_id, row.kind, row.tip_currency, row.tip_rule_id, row.source_id,
        row.tip_amount or 0, row.tip_award_id, row.tip_deed_at,
    )  # fmt: skip


async def _write(entries: list[dict[str, Any]]) -> None:
    """Append the entries and move the cached balances by their sums."""
    columns = ", ".join(_ENTRY)
    await sql.execute(
        f"""
        INSERT INTO points_entries ({columns}, created_at)
        SELECT {columns}, $2 FROM {sql.json_rows(1, **_ENTRY)} AS said
        """,  # noqa: S608  the columns are ours
        sql.json_of(entries),
        clock.now(),
    )
    sums: defaultdict[UUID, dict[str, int]] = defaultdict(lambda: {"points": 0, "growth": 0})
    for entry in entries:
        sums[entry["member_id"]][entry["currency"].lower()] += entry["amount"]
    moves = [{"member_id": member_id, **moved} for member_id, moved in sums.items()]
    await sql.execute(
        f"""
        UPDATE points_accounts
        SET points = points_accounts.points + said.points,
            growth = points_accounts.growth + said.growth
        FROM {sql.json_rows(1, member_id=UUID, points=int, growth=int)} AS said
        WHERE points_accounts.member_id = said.member_id
        """,  # noqa: S608  the columns are ours
        sql.json_of(moves),
    )
