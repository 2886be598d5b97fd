"""The door to new circles: the brand's own staff open them."""

from uuid import UUID

from models.access.viewer import Viewer
from models.refusals import NotAllowed


def to_create(viewer: Viewer) -> UUID:
    """The operator who opens a circle."""
    member_id = viewer.as_author()
    if not viewer.is_operator:
        raise NotAllowed
    return member_id
