from datetime import timedelta

import pytest

from models import clock
from models.access import comments, posts
from models.access.viewer import Viewer
from models.communities import JoinPolicy
from models.pages import Window
from models.posts import Post
from models.refusals import MembersOnly, NotAllowed, NotFound, Suspended
from tests import communities, people
from tests.models.access import viewers

pytestmark = pytest.mark.usefixtures("db")

ALL = set(viewers.NAMES) - {"nobody"}
MODERATING = {"host", "operator"}


async def _crew_and_post() -> tuple[dict[str, Viewer], Post]:
    lens = await communities.circle("Lens")
    author = await people.member("Author")
    await communities.inside(lens, author)
    said = await communities.post(author, lens)
    return await viewers.all_of(lens) | {"author": await people.viewer(author)}, said


async def _seeing(crew: dict[str, Viewer], said: Post) -> set[str]:
    return {name for name, viewer in crew.items() if await posts.see(viewer, said.id)}


async def test_a_hidden_post_is_seen_by_its_author_and_whoever_moderates() -> None:
    crew, said = await _crew_and_post()
    assert await _seeing(crew, said) == ALL | {"author"}
    await said.hide("Spam", by=said.author_id)
    assert await _seeing(crew, said) == MODERATING | {"author"}
    row = await posts.see(crew["author"], said.id)
    assert row is not None
    assert row.hidden_reason == "Spam"


async def test_a_deleted_post_is_seen_by_nobody() -> None:
    crew, said = await _crew_and_post()
    await said.retract()
    assert await _seeing(crew, said) == set()


async def test_what_is_said_under_a_hidden_post_is_hidden_with_it() -> None:
    crew, said = await _crew_and_post()
    under = await communities.comment(await people.member("Author"), said)
    await said.hide("Spam", by=said.author_id)
    seeing = {name for name, viewer in crew.items() if await comments.see(viewer, under.id)}
    assert seeing == MODERATING | {"author"}


async def test_a_hidden_comment_is_seen_by_its_author_and_whoever_moderates() -> None:
    crew, said = await _crew_and_post()
    under = await communities.comment(await people.member("Author"), said)
    await under.hide("Rude", by=said.author_id)
    seeing = {name for name, viewer in crew.items() if await comments.see(viewer, under.id)}
    assert seeing == MODERATING | {"author"}
    listing = {
        name
        for name, viewer in crew.items()
        if viewer.member_id and (await comments.page_under(viewer, said.id, Window(5))).rows
    }
    assert listing == MODERATING | {"author"}
    latest = await comments.latest(crew["operator"], [(said.id, 2)])
    assert latest == {(said.id, 2): []}


async def test_only_the_author_edits_and_only_moderators_hide() -> None:
    crew, said = await _crew_and_post()
    for name in ALL:
        with pytest.raises(NotAllowed):
            await posts.to_edit(crew[name], said.id, "post")
    assert (await posts.to_edit(crew["author"], said.id, "post")).id == said.id
    for name in (ALL | {"author"}) - MODERATING:
        with pytest.raises(NotAllowed):
            await posts.to_moderate(crew[name], said.id, "post")
    for name in MODERATING:
        assert (await posts.to_moderate(crew[name], said.id, "post")).id == said.id


async def test_only_those_inside_answer() -> None:
    crew, said = await _crew_and_post()
    inside = {"member", "author"} | MODERATING
    for name in ALL - inside:
        with pytest.raises(MembersOnly):
            await posts.to_answer(crew[name], said.id, "post")
    for name in inside:
        assert (await posts.to_answer(crew[name], said.id, "post")).id == said.id


async def test_what_cannot_be_seen_is_not_found_for_every_deed() -> None:
    secret = await communities.circle("Secret", JoinPolicy.INVITE)
    said = await communities.post(await people.member("Author"), secret)
    stranger = await people.viewer(await people.member("Stranger"))
    for deed in (posts.to_edit, posts.to_answer, posts.to_moderate, posts.to_release):
        with pytest.raises(NotFound):
            await deed(stranger, said.id, "post")


async def test_authors_delete_their_own_also_where_they_no_longer_read() -> None:
    secret, author = await communities.circle("Secret", JoinPolicy.INVITE), await people.member("A")
    said = await communities.post(author, secret)
    under = await communities.comment(author, said)
    viewer = await people.viewer(author)
    assert await posts.see(viewer, said.id) is None
    assert (await posts.to_edit(viewer, said.id, "post")).id == said.id
    assert (await comments.to_edit(viewer, under.id, "comment")).id == under.id


async def test_the_suspended_read_and_do_nothing_else() -> None:
    crew, said = await _crew_and_post()
    author = await people.member("Author")
    until = clock.now() + timedelta(days=1)
    await author.suspend(until, "Cool down", by=said.id)
    viewer = await people.viewer(author)
    assert await posts.see(viewer, said.id) is not None
    for deed in (posts.to_edit, posts.to_answer, posts.to_moderate):
        with pytest.raises(Suspended):
            await deed(viewer, said.id, "post")
    del crew
