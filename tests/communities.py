"""Communities for tests, and what is said in them."""

from models import circles, comments, database, grants, groups, memberships, posts
from models.circles import Tag
from models.comments import Comment
from models.communities import Community, Dimension, JoinPolicy
from models.grants import Role
from models.members import Member
from models.posts import Post
from schema import nodes
from tests import people


async def circle(name: str, policy: JoinPolicy = JoinPolicy.OPEN, **dimensions: str) -> Community:
    """A circle that an operator has opened: `circle("Lens", city="Shanghai")`."""
    operator = await people.member("Opener")
    tags = [Tag(Dimension(dimension.upper()), value) for dimension, value in dimensions.items()]
    async with database.transaction():
        return await circles.create(
            name=name, description="", join_policy=policy, tags=tags, by=operator.id
        )


async def group(name: str, founder: Member, policy: JoinPolicy = JoinPolicy.OPEN) -> Community:
    """A group that the founder owns."""
    async with database.transaction():
        return await groups.found(founder, name=name, description="", join_policy=policy)


async def inside(community: Community, *members: Member) -> None:
    """Make them members, whatever the policy."""
    for member in members:
        async with database.transaction():
            await memberships.invite(community, member.id, by=member.id)
            await memberships.join(community, member.id)


async def host(name: str, circle: Community) -> Member:
    """A member who is host of the circle."""
    someone = await people.member(name)
    await grants.give(someone, Role.CIRCLE_HOST, circle.id, by=None)
    return someone


async def post(author: Member, community: Community, text: str = "Hello") -> Post:
    """What the author says in the community."""
    async with database.transaction():
        return await posts.write(author, community, text)


async def comment(author: Member, under: Post, text: str = "Indeed") -> Comment:
    """What the author says under the post."""
    async with database.transaction():
        return await comments.write(author, under, text)


def gid(row: Community | Member | Post | Comment) -> str:
    """The global id of a row."""
    kind = row.kind.title() if isinstance(row, Community) else type(row).__name__
    return nodes.encode(kind, row.id)
