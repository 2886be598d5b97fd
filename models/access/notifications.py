"""The door to notifications: each member's own."""

from uuid import UUID

from models.access.viewer import Viewer
from models.notifications import Notification
from models.pages import Page, Window, page
from models.refusals import NotFound


async def see(viewer: Viewer, notification_id: UUID) -> Notification | None:
    """One's own notification."""
    return await Notification.get_or_none(id=notification_id, member_id=viewer.member_id)


async def page_of_own(viewer: Viewer, window: Window) -> Page[Notification]:
    """One's own notifications, newest first."""
    own = Notification.filter(member_id=viewer.as_member())
    return await page(own, window, newest_first=True)


async def count_unread(viewer: Viewer) -> int:
    """How many of one's own are not read yet."""
    return await Notification.filter(member_id=viewer.as_member(), read_at=None).count()


async def to_read(viewer: Viewer, notification_id: UUID, field: str) -> Notification:
    """One's own notification; a suspended member reads too."""
    viewer.as_member()
    notification = await see(viewer, notification_id)
    if notification is None:
        raise NotFound(field)
    return notification
