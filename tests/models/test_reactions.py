import pytest

from models import reactions
from models.posts import Post
from models.reactions import Reaction, ReactionKind
from models.refusals import NotFound
from tests import communities, people
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")


async def _post() -> Post:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    return await communities.post(ann, lens)


async def _count(post: Post) -> int:
    return (await Post.get(id=post.id)).reaction_count


async def test_one_member_who_reacts_twenty_times_at_once_is_counted_once() -> None:
    post, bob = await _post(), await people.member("Bob")
    kinds = list(ReactionKind) * 4
    outcomes = await raced([lambda k=k: reactions.react(bob.id, post, k) for k in kinds])  # type: ignore[misc]
    assert outcomes == {DONE: 20}
    assert await Reaction.all().count() == 1
    assert await _count(post) == 1


async def test_twenty_members_who_react_at_once_are_counted_as_twenty() -> None:
    post = await _post()
    crew = [await people.member(f"M{number}") for number in range(20)]
    outcomes = await raced(
        [lambda m=m: reactions.react(m.id, post, ReactionKind.LIKE) for m in crew]  # type: ignore[misc]
    )
    assert outcomes == {DONE: 20}
    assert await _count(post) == 20


async def test_a_new_sign_takes_the_place_of_the_one_before() -> None:
    post, bob = await _post(), await people.member("Bob")
    await reactions.react(bob.id, post, ReactionKind.LIKE)
    await reactions.react(bob.id, post, ReactionKind.WOW)
    assert (await Reaction.get(member_id=bob.id)).kind is ReactionKind.WOW
    assert await _count(post) == 1


async def test_taking_a_sign_away_twice_at_once_takes_one() -> None:
    post, bob = await _post(), await people.member("Bob")
    await reactions.react(bob.id, post, ReactionKind.LIKE)
    assert await raced([lambda: reactions.unreact(bob.id, post)] * 6) == {DONE: 6}
    assert await Reaction.all().count() == 0
    assert await _count(post) == 0


async def test_nobody_reacts_to_what_is_hidden() -> None:
    post, bob = await _post(), await people.member("Bob")
    await post.hide("Off topic", by=bob.id)
    with pytest.raises(NotFound):
        await reactions.react(bob.id, post, ReactionKind.LIKE)
    assert await Reaction.all().count() == 0
    assert await _count(post) == 0
