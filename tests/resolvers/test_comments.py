from models.comments import Comment
from models.posts import Post
from tests import communities, people
from tests.client import Api

_COMMENT = "comment { id text isHidden author { name } post { commentCount } }"


async def test_a_comment_is_written_edited_hidden_shown_and_deleted(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    await communities.inside(lens, ann)
    post = await communities.post(ann, lens)
    author, host = await people.viewer(ann), await people.viewer(await communities.host("H", lens))
    said = {"post": communities.gid(post), "text": "Indeed"}
    made = (await api.mutate("commentCreate", _COMMENT, as_=author, **said))["comment"]
    assert made == {
        "id": made["id"],
        "text": "Indeed",
        "isHidden": False,
        "author": {"name": "Ann"},
        "post": {"commentCount": 1},
    }
    which = {"comment": made["id"]}
    assert await api.refused("commentUpdate", as_=host, text="Mine", **which) == "NOT_ALLOWED"
    edited = await api.mutate("commentUpdate", _COMMENT, as_=author, text="Not so", **which)
    assert edited["comment"]["text"] == "Not so"
    assert await api.refused("commentHide", as_=author, reason="Rude", **which) == "NOT_ALLOWED"
    hidden = await api.mutate("commentHide", _COMMENT, as_=host, reason="Rude", **which)
    assert hidden["comment"]["isHidden"] is True
    assert hidden["comment"]["post"] == {"commentCount": 0}
    shown = await api.mutate("commentUnhide", _COMMENT, as_=host, **which)
    assert shown["comment"]["post"] == {"commentCount": 1}
    gone = await api.mutate("commentDelete", "deletedCommentId", as_=author, **which)
    assert gone["deletedCommentId"] == made["id"]
    assert (await Post.get(id=post.id)).comment_count == 0


async def test_only_members_comment(api: Api) -> None:
    lens = await communities.circle("Lens")
    post = await communities.post(await people.member("Ann"), lens)
    bob, which = await people.viewer(await people.member("Bob")), communities.gid(post)
    assert await api.refused("commentCreate", as_=bob, text="Hi", post=which) == "MEMBERS_ONLY"
    assert await api.refused("commentCreate", text="Hi", post=which) == "SIGN_IN_REQUIRED"
    assert await Comment.all().count() == 0
    assert (await Post.get(id=post.id)).comment_count == 0


async def test_comments_are_paged_oldest_first(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    post = await communities.post(ann, lens)
    for number in range(5):
        await communities.comment(ann, post, str(number))
    query = """query($id: ID!, $after: String) { node(id: $id) { ... on Post {
      comments(first: 2, after: $after) { edges { node { text } }
        pageInfo { hasNextPage endCursor } } } } }"""
    viewer, read, after = await people.viewer(ann), [], None
    page = {}
    for _ in range(3):
        found = await api(query, as_=viewer, id=communities.gid(post), after=after)
        page = found["node"]["comments"]
        read += [edge["node"]["text"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
    assert read == ["0", "1", "2", "3", "4"]
    assert page["pageInfo"]["hasNextPage"] is False


async def test_latest_comments_are_one_to_five(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    post = await communities.post(ann, lens)
    query = "query($id: ID!) { node(id: $id) { ... on Post { latestComments(first: 6) { id } } } }"
    [error] = await api.errors(query, as_=await people.viewer(ann), id=communities.gid(post))
    assert error.extensions == {"code": "BAD_USER_INPUT"}
