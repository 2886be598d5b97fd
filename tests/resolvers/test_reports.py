from models.reports import Report
from tests import communities, people
from tests.client import Api

_REPORT = """report { id state reason reporter { name } community { name }
  subject { __typename ... on Post { text isHidden } ... on Comment { text } } }"""
_LIST = """query($state: ReportState!) { reports(first: 9, state: $state) {
  edges { node { reason reporter { name } } } } }"""


async def test_a_report_is_made_once_and_closed_by_hiding(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    post = await communities.post(ann, lens, "Buy now")
    bob, host = (
        await people.viewer(await people.member("Bob")),
        await people.viewer(await communities.host("Hugo", lens)),
    )
    said = {"subject": communities.gid(post), "reason": "Spam"}
    reports = [
        (await api.mutate("reportCreate", _REPORT, as_=bob, **said))["report"] for _ in range(5)
    ]
    assert reports == [reports[0]] * 5
    assert reports[0] == {
        "id": reports[0]["id"],
        "state": "OPEN",
        "reason": "Spam",
        "reporter": {"name": "Bob"},
        "community": {"name": "Lens"},
        "subject": {"__typename": "Post", "text": "Buy now", "isHidden": False},
    }
    assert await Report.all().count() == 1
    listed = await api(_LIST, as_=host, state="OPEN")
    assert listed["reports"]["edges"] == [{"node": {"reason": "Spam", "reporter": None}}]
    await api.mutate("postHide", "post { id }", as_=host, post=communities.gid(post), reason="Yes")
    assert (await api(_LIST, as_=host, state="OPEN"))["reports"]["edges"] == []
    assert len((await api(_LIST, as_=host, state="ACTIONED"))["reports"]["edges"]) == 1
    refused = await api.refused("reportDismiss", as_=host, report=reports[0]["id"])
    assert refused == "INVALID_TRANSITION"


async def test_a_comment_is_reported_and_the_report_dismissed(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    under = await communities.comment(ann, await communities.post(ann, lens), "Meh")
    bob, operator = await people.viewer(await people.member("Bob")), await people.operator()
    said = {"subject": communities.gid(under), "reason": "Rude"}
    made = (await api.mutate("reportCreate", _REPORT, as_=bob, **said))["report"]
    assert made["subject"] == {"__typename": "Comment", "text": "Meh"}
    assert await api.refused("reportDismiss", as_=bob, report=made["id"]) == "NOT_ALLOWED"
    dismissed = await api.mutate("reportDismiss", _REPORT, as_=operator, report=made["id"])
    assert dismissed["report"] == made | {"state": "DISMISSED"}


async def test_what_cannot_be_reported(api: Api) -> None:
    lens, ann_member = await communities.circle("Lens"), await people.member("Ann")
    post, ann = await communities.post(ann_member, lens), await people.viewer(ann_member)
    bob = await people.viewer(await people.member("Bob"))
    own, said = communities.gid(post), {"reason": "Spam"}
    assert await api.refused("reportCreate", as_=ann, subject=own, **said) == "NOT_ONESELF"
    for subject in ("nonsense", communities.gid(lens), communities.gid(ann_member)):
        assert await api.refused("reportCreate", as_=bob, subject=subject, **said) == "NOT_FOUND"
    assert await api.refused("reportCreate", as_=bob, subject=own, reason="x" * 501) == (
        "TEXT_TOO_LONG"
    )
    assert await Report.all().count() == 0
