"""The door to conflicts: the staff of the event's venue, and operators, see and settle them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from models import conflict_lists
from models.access import events
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.conflict_lists import ConflictRow, ConflictState
from models.conflicts import Conflict
from models.excerpts import Excerpt, Excerpts
from models.refusals import NotFound
from models.rows import NO_EDGES, Asked


async def see(viewer: Viewer, conflict_id: UUID) -> ConflictRow | None:
    """The conflict with its passages, for whom it is shown."""
    found = await conflict_lists.of(conflict_id)
    return found if found and may_manage(viewer, found.venue_id) else None


async def pages_at(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of the conflicts at events, the newest first, for those who run these."""
    del asked
    run = await events.run_by(viewer, {excerpt.of for excerpt in wanted})
    pages: Excerpts = {}
    for excerpt in wanted:
        if excerpt.of in run:
            state = None if excerpt.state is None else ConflictState(excerpt.state)
            pages[excerpt] = await conflict_lists.page(excerpt.of, state, excerpt.window)
    await conflict_lists.add_passages([row for page in pages.values() for row in page.rows])
    return pages


async def own(viewer: Viewer, since: datetime) -> list[ConflictRow]:
    """Those in which the device that asks has a part, open or settled since then."""
    if viewer.device_id is None:
        return []
    return await conflict_lists.of_device(viewer.device_id, since)


async def to_settle(viewer: Viewer, conflict_id: UUID, field: str) -> Conflict:
    """A conflict that the viewer says what it was of."""
    viewer.as_author()
    if await see(viewer, conflict_id) is None:
        raise NotFound(field)
    return await Conflict.get(id=conflict_id)
