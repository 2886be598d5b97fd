"""The door to points: members see their own, operators set the rules."""

from collections.abc import Sequence
from uuid import UUID

from models import excerpts
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.excerpts import Excerpt, Excerpts, Listing
from models.points.ledger import PointsAccount, PointsEntry, PointsEntryRow
from models.points.rules import EarningRule
from models.refusals import NotAllowed
from models.rows import NO_EDGES, Asked

_OWN = Listing("points_entries", "member_id", newest_first=True)


async def account(viewer: Viewer) -> PointsAccount:
    """The viewer's own balances; zero before the first deed."""
    member_id = viewer.as_member()
    found = await PointsAccount.get_or_none(member_id=member_id)
    return found or PointsAccount(member_id=member_id, points=0, growth=0)


async def own_pages(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of the viewer's own history, newest first."""
    eyes = Eyes(viewer)
    part = eyes.part(PointsEntryRow, "t", asked)
    return await excerpts.read(_OWN, wanted, eyes.oneself, eyes.values, part)


async def see_entry(viewer: Viewer, entry_id: UUID) -> PointsEntry | None:
    """One entry of the viewer's own history."""
    return await PointsEntry.get_or_none(id=entry_id, member_id=viewer.member_id)


async def rules(viewer: Viewer) -> Sequence[EarningRule]:
    """What deeds earn, past, present and announced, for everyone."""
    del viewer
    return await EarningRule.all().order_by("kind", "-starts_at")


async def see_rule(viewer: Viewer, rule_id: UUID) -> EarningRule | None:
    """One rule, for everyone."""
    del viewer
    return await EarningRule.get_or_none(id=rule_id)


def to_rule(viewer: Viewer) -> UUID:
    """The operator who sets a rule."""
    member_id = viewer.as_author()
    if not viewer.is_operator:
        raise NotAllowed
    return member_id
