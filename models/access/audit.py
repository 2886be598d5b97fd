"""The door to the audit log: operators read it."""

from uuid import UUID

from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.pages import Page, Window, page
from models.refusals import NotAllowed


async def see(viewer: Viewer, entry_id: UUID) -> AuditEntry | None:
    """The entry, for operators."""
    return await AuditEntry.get_or_none(id=entry_id) if viewer.is_operator else None


async def page_of_all(
    viewer: Viewer, window: Window, *, actor_id: UUID | None = None, subject_id: UUID | None = None
) -> Page[AuditEntry]:
    """What was done, newest first: by one member, or to one thing, where they are given."""
    viewer.as_member()
    if not viewer.is_operator:
        raise NotAllowed
    entries = AuditEntry.all()
    if actor_id is not None:
        entries = entries.filter(actor_id=actor_id)
    if subject_id is not None:
        entries = entries.filter(subject_id=subject_id)
    return await page(entries, window, newest_first=True)
