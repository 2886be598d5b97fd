"""Pictures as the API shows them; they are uploaded by `POST /pictures`."""

import strawberry

from models.pictures import uploads
from schema.nodes import Node, node_id, shows


@strawberry.type(description="An uploaded picture: upright, without metadata.")
class Picture(Node):
    """Rows: models.pictures.uploads.Picture."""

    id: strawberry.ID = node_id("Picture")
    key: strawberry.Private[str]
    thumbnail_key: strawberry.Private[str]
    width: int = strawberry.field(description="In pixels.")
    height: int = strawberry.field(description="In pixels.")

    is_type_of = staticmethod(shows(uploads.Picture))

    @strawberry.field(description="Where the picture lies on this server; it never changes.")
    def url(self) -> str:
        return f"/pictures/{self.key}"

    @strawberry.field(description="The same, at most 480 pixels wide and high.")
    def thumbnail_url(self) -> str:
        return f"/pictures/{self.thumbnail_key}"
