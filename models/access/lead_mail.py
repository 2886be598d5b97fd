"""The door to lead mail: one's own, at dealers where one works."""

from uuid import UUID

from models import lead_mail
from models.access import dealers
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.lead_mail import LeadMail
from models.refusals import NotFound


async def see(viewer: Viewer, mail_id: UUID) -> LeadMail | None:
    """One's own wish."""
    return await LeadMail.get_or_none(id=mail_id, member_id=viewer.as_member())


async def own(viewer: Viewer, dealer_id: UUID) -> LeadMail | None:
    """What the viewer wants of a dealer's letters; None but for its staff."""
    if not viewer.works_at(dealer_id):
        return None
    member_id = viewer.as_member()
    return (await lead_mail.chosen(dealer_id, [member_id]))[member_id]


async def to_choose(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer whose letters one of its staff wants otherwise."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if viewer.works_at(dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer
