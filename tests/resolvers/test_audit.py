from tests import communities, people
from tests.client import Api

_LOG = """query($subject: ID, $actor: ID) {
  auditEntries(first: 9, subject: $subject, actor: $actor) { edges { node {
    action subjectKind detail actor { name } subject { id } } } } }"""


async def test_operators_read_what_was_done_and_why(api: Api) -> None:
    operator, lens = await people.operator(), await communities.circle("Lens")
    ann = await people.member("Ann")
    post = await communities.post(ann, lens)
    which = {"post": communities.gid(post)}
    await api.mutate("postHide", "post { id }", as_=operator, reason="Spam", **which)
    found = await api(_LOG, as_=operator, subject=which["post"], actor=None)
    assert found["auditEntries"]["edges"] == [
        {
            "node": {
                "action": "post.hide",
                "subjectKind": "Post",
                "detail": {"reason": "Spam"},
                "actor": {"name": "Olga"},
                "subject": {"id": which["post"]},
            }
        }
    ]
    by_ann = await api(_LOG, as_=operator, subject=None, actor=communities.gid(ann))
    assert by_ann["auditEntries"]["edges"] == []
    none = await api(_LOG, as_=operator, subject="nonsense", actor=None)
    assert none["auditEntries"]["edges"] == []


async def test_nobody_else_reads_the_log(api: Api) -> None:
    lens = await communities.circle("Lens")
    host = await people.viewer(await communities.host("Hugo", lens))
    [error] = await api.errors(_LOG, as_=host, subject=None, actor=None)
    assert error.extensions == {"code": "NOT_ALLOWED"}
    [error] = await api.errors(_LOG, subject=None, actor=None)
    assert error.extensions == {"code": "SIGN_IN_REQUIRED"}
