"""Pages of posts look ahead: how many statements a page takes, and that none is for nothing."""

import gc

from engine.completion.executor import PlanningExecutor
from models import database
from models.access.viewer import Viewer
from models.directory import MemberRow
from models.feed import PostRow
from models.reactions import ReactionKind, react
from schema.loaders import Loaders
from tests import communities, people, places, statements
from tests.client import Api
from tests.served import fallbacks, is_counting

NODE = """
  id text commentCount reactionCount viewerReaction viewerHasReacted isHidden
  author { id name avatar { url } viewerIsFollowing }
  community { __typename id name memberCount viewerMembership { state } }
  event { id title }
  pictures { url thumbnailUrl }
  latestComments { text author { name avatar { url } viewerIsFollowing } }
  four: latestComments(first: 4) { id }
"""
PAGE = f"edges {{ cursor node {{ {NODE} }} }} pageInfo {{ hasNextPage endCursor }}"
FEED = f"query($first: Int!) {{ page: feed(first: $first) {{ {PAGE} }} }}"
CIRCLE = f"""query($id: ID!, $first: Int!) {{ node(id: $id) {{ ... on Circle {{
  page: posts(first: $first) {{ {PAGE} }} }} }} }}"""
POSTS = 100
SHOWN = {"text", "comment_count", "hidden_reason", "biography", "description", "thumbnail_key"}
COLUMNS = {
    "id isHidden viewerHasReacted": set(),
    "text author { name }": {"text"},
    "author { name biography }": {"biography"},
    "one: author { name } two: author { biography } three: author { name }": {"biography"},
    "commentCount latestComments { id text }": {"comment_count", "text"},
    "community { name ... on Circle { description } }": {"description"},
    "community { posts(first: 1) { edges { node { id } } } }": {"description"},  # by a resolver
    "pictures { url }": {"thumbnail_key"},
}
BESIDE = {"members", "pictures", "reactions", "comments", "events", "follows"}
TABLES = {
    "text": {"follows"},  # by which the feed is found
    "author { name }": {"follows", "members"},
    "author { avatar { url } }": {"follows", "members", "pictures"},
    "viewerReaction": {"follows", "reactions"},
    "latestComments { text }": {"follows", "comments"},
    "latestComments { author { name } }": {"follows", "comments", "members"},
    "pictures { url }": {"follows", "pictures"},
    "text author @skip(if: true) { name } pictures @include(if: false) { url }": {"follows"},
    "event { title }": {"follows", "events"},
}


async def _talk() -> tuple[Viewer, str]:
    """A reader of a circle in which there are POSTS posts, with all that posts may have."""
    reader = await people.member("Reader")
    lens = await communities.circle("Lens")
    writers = [await people.member(f"Writer{number}") for number in range(5)]
    await communities.inside(lens, reader, *writers)
    event = await places.event()
    for number in range(POSTS):
        writer = writers[number % len(writers)]
        post = await communities.post(writer, lens, f"post {number}")
        post.event_id = event.id
        await post.save(update_fields=["event_id"])
        if number % 10 == 0:
            await people.upload(writer, post_id=post.id)
            for commenter in writers:
                await communities.comment(commenter, post)
            async with database.transaction():
                await react(reader.id, post, ReactionKind.LOVE)
    return await people.viewer(reader), communities.gid(lens)


async def test_a_page_of_the_feed_takes_one_statement_however_long_it_is(api: Api) -> None:
    viewer, _ = await _talk()
    counts = {}
    for first in (1, 20, POSTS):
        async with statements.counted() as run:
            page = (await api(FEED, as_=viewer, first=first))["page"]
        assert len(page["edges"]) == first
        counts[first] = len(run)
    assert counts == {1: 1, 20: 1, POSTS: 1}


async def test_a_page_of_a_circles_posts_takes_one_statement_however_long_it_is(api: Api) -> None:
    viewer, circle = await _talk()
    async with statements.counted() as run:
        await api("query($id: ID!) { node(id: $id) { id } }", as_=viewer, id=circle)
    before, counts = len(run), {}
    for first in (1, 20, POSTS):
        async with statements.counted() as run:
            page = (await api(CIRCLE, as_=viewer, id=circle, first=first))["node"]["page"]
        assert len(page["edges"]) == first
        counts[first] = len(run) - before
    assert counts == {1: 1, 20: 1, POSTS: 1}


async def test_nothing_is_read_that_was_not_asked_for(api: Api) -> None:
    viewer, _ = await _talk()
    for asked, tables in TABLES.items():
        async with statements.counted() as run:
            await api(f"{{ feed(first: 2) {{ edges {{ node {{ {asked} }} }} }} }}", as_=viewer)
        words = set(" ".join(run).replace('"', " ").split())
        assert words & BESIDE == tables, asked


async def test_no_column_is_read_that_nobody_looks_at(api: Api) -> None:
    viewer, _ = await _talk()
    for asked, columns in COLUMNS.items():
        async with statements.counted() as run:
            await api(f"{{ feed(first: 2) {{ edges {{ node {{ {asked} }} }} }} }}", as_=viewer)
        read = " ".join(run)
        assert {name for name in SHOWN if f".{name}" in read} == columns, asked


async def test_no_plan_gives_up_on_the_feed(api: Api) -> None:
    viewer, _ = await _talk()
    fallbacks.clear()
    for first in (1, 20, POSTS):
        await api(FEED, as_=viewer, first=first)
    assert fallbacks == []


async def test_what_a_page_took_is_gone_with_it_without_the_garbage_collector(api: Api) -> None:
    viewer, _ = await _talk()
    is_counting.set(True)  # completed once, as in production
    await api(FEED, as_=viewer, first=20)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        await api(FEED, as_=viewer, first=20)
        gc.collect()
        left = {type(it) for it in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left & {PlanningExecutor, Loaders, PostRow, MemberRow} == set()
