"""Points entries are read as they are shown, newest first, for whom they are."""

from datetime import timedelta

import pytest

from models import ids
from models.members import Member
from models.points.deeds import DeedKind
from models.points.ledger import Currency, PointsEntry
from schema.context import House
from tests import measured, people
from tests.places import DOORS

ENTRIES = """query($first: Int, $after: String) { viewer {
    pointsEntries(first: $first, after: $after) {
        edges { cursor node { id currency kind amount isReversal deedAt createdAt } }
        pageInfo { hasNextPage endCursor } }
    oldest: pointsEntries(last: 2) { edges { node { much: amount } } }
    few: pointsEntries(first: 3) { edges { node { amount } } }
} }"""


async def _entries(member: Member, count: int) -> None:
    await PointsEntry.bulk_create([
        PointsEntry(
            member_id=member.id,
            currency=Currency.POINTS,
            kind=DeedKind.CHECK_IN,
            rule_id=ids.new(),
            source_id=ids.new(),
            amount=amount,
            reverses_id=ids.new() if amount % 2 else None,
            deed_at=DOORS + timedelta(days=amount),
        )
        for amount in range(count)
    ])  # fmt: skip


@pytest.mark.parametrize("first", [1, 20, 100])
async def test_points_entries_take_one_statement(db: str, the_house: House, first: int) -> None:
    ann = await people.member("Ann")
    await _entries(ann, 101)
    await _entries(await people.member("Bob"), 5)
    viewer = await people.viewer(ann)
    work = await measured.of(the_house, viewer, ENTRIES, first=first)
    lists = work.data["viewer"]
    shown = [edge["node"] for edge in lists["pointsEntries"]["edges"]]
    assert [entry["amount"] for entry in shown] == list(range(100, 100 - first, -1))
    assert [entry["isReversal"] for entry in shown] == [False, *[True, False] * 50][:first]
    assert shown[0]["kind"] == "CHECK_IN"
    assert [edge["node"]["much"] for edge in lists["oldest"]["edges"]] == [1, 0]
    assert len(lists["few"]["edges"]) == 3
    assert work.tables == [{"members"}, {"members", "points_entries"}]
    assert work.fallbacks == []


async def test_a_viewer_pages_through_their_own_entries_alone(db: str, the_house: House) -> None:
    ann, bob = await people.member("Ann"), await people.member("Bob")
    await _entries(ann, 3)
    seen, after = [], None
    for has_next in (True, False):
        work = await measured.of(the_house, await people.viewer(ann), ENTRIES, first=2, after=after)
        page = work.data["viewer"]["pointsEntries"]
        seen += [edge["node"]["amount"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is has_next
    assert seen == [2, 1, 0]
    work = await measured.of(the_house, await people.viewer(bob), ENTRIES, first=2)
    assert work.data["viewer"]["pointsEntries"]["edges"] == []
