"""Pictures as the API shows them; they are uploaded by `POST /pictures`."""

import strawberry

from engine.fields import instances, pure
from models.pictures import uploads
from models.pictures.rows import PictureRow
from schema.edges import looks_away
from schema.nodes import Node, node_id


@strawberry.type(description="An uploaded picture: upright, without metadata.")
class Picture(Node):
    """Rows: models.pictures.uploads.Picture, models.pictures.rows.PictureRow."""

    id: strawberry.ID = node_id("Picture")
    key: strawberry.Private[str]
    thumbnail_key: strawberry.Private[str]
    width: int = strawberry.field(description="In pixels.")
    height: int = strawberry.field(description="In pixels.")

    is_type_of = staticmethod(instances(uploads.Picture, PictureRow))

    @strawberry.field(
        description="Where the picture lies on this server; it never changes.",
        metadata={**pure(), **looks_away()},
    )
    def url(self) -> str:
        return f"/pictures/{self.key}"

    @strawberry.field(
        description="The same, at most 480 pixels wide and high.",
        metadata={**pure(), **looks_away()},
    )
    def thumbnail_url(self) -> str:
        return f"/pictures/{self.thumbnail_key}"
