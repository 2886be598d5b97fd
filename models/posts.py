"""A post: what a member says in a community, or about an event."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from tortoise import fields

from models import texts
from models.communities import Community
from models.contributions import Contribution
from models.members import Member
from models.pictures import uploads
from models.pictures.uploads import Picture
from models.points.deeds import DeedKind
from models.refusals import CommunityArchived

MOST_PICTURES = 9


class Post(Contribution):
    """Text and pictures, the counts are of what stands and are kept by the verbs."""

    longest: ClassVar = 5000
    deed: ClassVar = DeedKind.POST
    author: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField("models.Member")
    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community")
    community_id: UUID
    event_id = fields.UUIDField(null=True, db_index=True)
    comment_count = fields.IntField(default=0)
    reaction_count = fields.IntField(default=0)

    class Meta:
        table = "posts"
        indexes = (("community_id", "id"), ("author_id", "id"))

    async def checked(self, text: str) -> str:
        """Empty only where there are pictures."""
        is_pictured = await Picture.exists(post_id=self.id)
        return texts.prose(text, "text", most=self.longest, least=0 if is_pictured else 1)


async def write(
    author: Member,
    community: Community,
    text: str,
    *,
    event_id: UUID | None = None,
    pictures: Sequence[Picture] = (),
) -> Post:
    """A new post of up to 5000 characters, or of pictures, or both."""
    if community.archived_at is not None:
        raise CommunityArchived("community")
    post = Post(author=author, community=community, event_id=event_id)
    await uploads.attach(pictures, post.id, most=MOST_PICTURES)
    post.text = await post.checked(text)
    await post.save(force_create=True)
    await post.published(author)
    return post
