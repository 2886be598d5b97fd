from collections.abc import Awaitable, Callable

import pytest

from models.access import communities, posts
from models.access.viewer import Viewer
from models.circles import Tag
from models.communities import CommunityKind, Dimension, JoinPolicy
from models.directory import CommunityRow
from models.pages import Window
from models.refusals import MembersOnly, NotAllowed, NotFound, Refusal, SignInRequired, TooMany
from tests import people
from tests.communities import circle, group, inside, post
from tests.models.access import viewers

pytestmark = pytest.mark.usefixtures("db")

CIRCLE, GROUP = CommunityKind.CIRCLE, CommunityKind.GROUP
ALL = set(viewers.NAMES) - {"nobody"}
STANDING = {"member", "host", "operator"}

# kind and policy: who knows of it, who reads in it
TABLE = [
    (CIRCLE, JoinPolicy.OPEN, ALL, ALL),
    (CIRCLE, JoinPolicy.APPROVAL, ALL, ALL),
    (CIRCLE, JoinPolicy.INVITE, STANDING | {"invited"}, STANDING),
    (CIRCLE, JoinPolicy.OWNERS_ONLY, ALL, STANDING),
    (GROUP, JoinPolicy.OPEN, ALL, ALL),
    (GROUP, JoinPolicy.APPROVAL, ALL, STANDING),
    (GROUP, JoinPolicy.INVITE, STANDING | {"invited"}, STANDING),
    (GROUP, JoinPolicy.OWNERS_ONLY, ALL, STANDING),
]


@pytest.mark.parametrize(("kind", "policy", "knowing", "reading"), TABLE)
async def test_who_knows_of_a_community_and_who_reads_in_it(
    kind: CommunityKind, policy: JoinPolicy, knowing: set[str], reading: set[str]
) -> None:
    lens = await viewers.community_of(kind, policy)
    said = await post(await people.member("Founder"), lens)
    crew = await viewers.all_of(lens)
    assert {name for name, v in crew.items() if await communities.see(v, lens.id)} == knowing
    assert {name for name, v in crew.items() if await posts.see(v, said.id)} == reading
    signed_in = {name: v for name, v in crew.items() if v.member_id}
    assert {n for n, v in signed_in.items() if await communities.may_read(v, lens.id)} == reading
    window = Window(5)
    assert {n for n, v in signed_in.items() if await _listed(v, kind, lens.id)} == knowing
    assert {
        name for name, v in signed_in.items() if (await posts.page_in(v, lens.id, window)).rows
    } == reading


async def _listed(viewer: Viewer, kind: CommunityKind, community_id: object) -> bool:
    window = Window(100)
    if kind is CIRCLE:
        page = await communities.page_of_circles(viewer, [], window)
    else:
        page = await communities.page_of_groups(viewer, window)
    return community_id in [row.id for row in page.rows]


Deed = Callable[[Viewer], Awaitable[object]]


async def _answers(crew: dict[str, Viewer], deed: Deed) -> dict[str, str]:
    """What each viewer may: OK, or the code of the refusal."""
    answers = {}
    for name, viewer in crew.items():
        try:
            await deed(viewer)
        except Refusal as refusal:
            answers[name] = refusal.code()
        else:
            answers[name] = "OK"
    return answers


async def test_members_and_moderators_write_in_an_open_circle() -> None:
    lens = await circle("Lens")
    crew = await viewers.all_of(lens)
    answers = await _answers(crew, lambda v: communities.to_write_in(v, lens.id, "community"))
    assert answers == dict.fromkeys(ALL - STANDING, MembersOnly.code()) | dict.fromkeys(
        STANDING, "OK"
    ) | {"nobody": SignInRequired.code()}


async def test_hosts_moderate_their_circle_alone_and_no_longer_than_their_time() -> None:
    lens = await circle("Lens")
    crew = await viewers.all_of(lens)
    answers = await _answers(crew, lambda v: communities.to_moderate(v, lens.id, "community"))
    allowed = {"host", "operator"}
    assert answers == dict.fromkeys(ALL - allowed, NotAllowed.code()) | dict.fromkeys(
        allowed, "OK"
    ) | {"nobody": SignInRequired.code()}


async def test_operators_run_circles() -> None:
    lens = await circle("Lens")
    crew = await viewers.all_of(lens)
    answers = await _answers(crew, lambda v: communities.to_run(v, lens.id, CIRCLE, "circle"))
    assert {name for name, answer in answers.items() if answer == "OK"} == {"operator"}


async def test_owners_and_operators_run_groups() -> None:
    founder = await people.member("Founder")
    tea = await group("Tea", founder)
    crew = await viewers.all_of(tea) | {"owner": await people.viewer(founder)}
    answers = await _answers(crew, lambda v: communities.to_run(v, tea.id, GROUP, "group"))
    assert {name for name, answer in answers.items() if answer == "OK"} == {"owner", "operator"}


async def test_a_circle_is_no_group_and_what_is_unknown_is_not_found() -> None:
    operator = await people.operator()
    lens, secret = await circle("Lens"), await circle("Secret", JoinPolicy.INVITE)
    with pytest.raises(NotFound):
        await communities.to_run(operator, lens.id, GROUP, "group")
    stranger = await people.viewer(await people.member("Stranger"))
    for deed in (communities.to_enter, communities.to_write_in, communities.to_moderate):
        with pytest.raises(NotFound):
            await deed(stranger, secret.id, "community")


async def _names(viewer: Viewer, *tags: tuple[str, str]) -> list[str]:
    asked = [Tag(Dimension(dimension), value) for dimension, value in tags]
    page = await communities.page_of_circles(viewer, asked, Window(100))
    return [row.name for row in page.rows]


async def test_circles_of_a_city_and_an_interest_are_exactly_those_with_both() -> None:
    ann = await people.viewer(await people.member("Ann"))
    await circle("SH photo", city="Shanghai", interest="Photography")
    await circle("SH", city="Shanghai")
    await circle("Photo", interest="Photography")
    await circle("BJ photo", city="Beijing", interest="Photography")
    await circle("SH photo nurses", city="SHANGHAI", interest="photography", profession="Nursing")
    await circle("Photo of Shanghai", interest="Shanghai", city="Photography")
    city, interest = ("CITY", "shanghai"), ("INTEREST", " Photography ")
    assert await _names(ann, city, interest) == ["SH photo", "SH photo nurses"]
    assert await _names(ann, city) == ["SH photo", "SH", "SH photo nurses"]
    assert await _names(ann, city, ("CITY", "Beijing")) == []
    assert len(await _names(ann)) == 6


async def test_a_page_of_circles_asks_for_20_tags_at_most() -> None:
    ann = await people.viewer(await people.member("Ann"))
    with pytest.raises(TooMany):
        await _names(ann, *[("CITY", f"C{number}") for number in range(21)])


async def test_archived_communities_are_listed_no_more_but_found_again() -> None:
    lens, ann = await circle("Lens"), await people.member("Ann")
    await inside(lens, ann)
    await lens.archive(by=ann.id)
    viewer = await people.viewer(ann)
    assert await _names(viewer) == []
    found = await communities.see(viewer, lens.id)
    assert isinstance(found, CommunityRow)
    assert found.archived_at is not None
