import pytest

from models.communities import Community, CommunityTag
from tests import communities, people
from tests.client import Api

_CIRCLE = "circle { id name description joinPolicy dimensions { dimension value } }"


async def test_an_operator_opens_changes_and_archives_a_circle(api: Api) -> None:
    operator = await people.operator()
    made = await api.mutate(
        "circleCreate",
        _CIRCLE,
        as_=operator,
        name=" Night  drives ",
        joinPolicy="APPROVAL",
        dimensions=[
            {"dimension": "CITY", "value": "上海"},
            {"dimension": "CITY", "value": " 上海"},
            {"dimension": "MODEL", "value": "L7"},
        ],
    )
    circle = made["circle"]
    assert circle["name"] == "Night  drives"
    assert circle["joinPolicy"] == "APPROVAL"
    assert circle["dimensions"] == [
        {"dimension": "CITY", "value": "上海"},
        {"dimension": "MODEL", "value": "L7"},
    ]
    changed = await api.mutate(
        "circleUpdate",
        _CIRCLE,
        as_=operator,
        circle=circle["id"],
        description="After ten",
        joinPolicy="OPEN",
        dimensions=[{"dimension": "FAMILY", "value": "Parents"}],
    )
    assert changed["circle"] == circle | {
        "description": "After ten",
        "joinPolicy": "OPEN",
        "dimensions": [{"dimension": "FAMILY", "value": "Parents"}],
    }
    archived = await api.mutate(
        "circleArchive", "circle { archivedAt }", as_=operator, circle=circle["id"]
    )
    assert archived["circle"]["archivedAt"] is not None
    refused = await api.refused("circleUpdate", as_=operator, circle=circle["id"], name="New")
    assert refused == "COMMUNITY_ARCHIVED"


async def test_only_operators_open_change_and_archive_circles(api: Api) -> None:
    lens = await communities.circle("Lens")
    host = await people.viewer(await communities.host("Hugo", lens))
    said = {"circle": communities.gid(lens)}
    assert await api.refused("circleCreate", as_=host, name="X", joinPolicy="OPEN") == "NOT_ALLOWED"
    assert await api.refused("circleUpdate", as_=host, name="X", **said) == "NOT_ALLOWED"
    assert await api.refused("circleArchive", as_=host, **said) == "NOT_ALLOWED"
    assert await api.refused("circleCreate", name="X", joinPolicy="OPEN") == "SIGN_IN_REQUIRED"
    assert await Community.all().count() == 1
    lens = await Community.get(id=lens.id)
    assert (lens.name, lens.archived_at) == ("Lens", None)


async def test_a_refused_circle_leaves_nothing_behind(api: Api) -> None:
    operator = await people.operator()
    too_many = [{"dimension": "CITY", "value": f"C{number}"} for number in range(21)]
    for said, code in (
        ({"name": ""}, "TEXT_EMPTY"),
        ({"name": "x" * 81}, "TEXT_TOO_LONG"),
        ({"name": "a\x00b"}, "TEXT_HAS_CONTROL_CHARACTERS"),
        ({"name": "\ufdfa" * 80}, "TEXT_TOO_LONG"),
        ({"name": "X", "description": "x" * 2001}, "TEXT_TOO_LONG"),
        ({"name": "X", "dimensions": too_many}, "TOO_MANY"),
        ({"name": "X", "dimensions": [{"dimension": "CITY", "value": " "}]}, "TEXT_EMPTY"),
    ):
        assert await api.refused("circleCreate", as_=operator, joinPolicy="OPEN", **said) == code
    assert await Community.all().count() == 0
    assert await CommunityTag.all().count() == 0


async def test_a_replay_opens_no_second_circle(api: Api) -> None:
    operator = await people.operator()
    said = {"name": "Lens", "joinPolicy": "OPEN", "dimensions": []}
    first = await api.mutate("circleCreate", "circle { id }", as_=operator, key="k", **said)
    again = await api.mutate("circleCreate", "circle { id }", as_=operator, key="k", **said)
    assert again == first
    other = await api.refused("circleCreate", as_=operator, key="k", **(said | {"name": "Other"}))
    assert other == "IDEMPOTENCY_CONFLICT"
    assert await Community.all().count() == 1


async def test_circles_are_found_by_all_of_their_dimensions(api: Api) -> None:
    await communities.circle("SH photo", city="Shanghai", interest="Photo")
    await communities.circle("SH", city="Shanghai")
    ann = await people.viewer(await people.member("Ann"))
    query = """query($d: [DimensionInput!]) { circles(first: 10, dimensions: $d) {
      edges { node { __typename name } } } }"""
    asked = [
        {"dimension": "CITY", "value": "shanghai"},
        {"dimension": "INTEREST", "value": "PHOTO"},
    ]
    found = await api(query, as_=ann, d=asked)
    assert found["circles"]["edges"] == [{"node": {"__typename": "Circle", "name": "SH photo"}}]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("Shang\0hai", "TEXT_HAS_CONTROL_CHARACTERS"),
        ("x" * 100_000, "TEXT_TOO_LONG"),
        ("ﷺ" * 20, "TEXT_TOO_LONG"),
        (" ", "TEXT_EMPTY"),
    ],
    ids=["NUL", "long", "long when folded", "empty"],
)
async def test_circles_are_not_sought_by_what_none_can_be_about(
    api: Api, value: str, code: str
) -> None:
    query = (
        "query($d: [DimensionInput!]) { circles(first: 1, dimensions: $d) { edges { cursor } } }"
    )
    [error] = await api.errors(query, d=[{"dimension": "CITY", "value": value}])
    assert error.extensions == {"code": code}


async def test_a_circle_is_found_by_a_letter_that_folding_takes_apart(api: Api) -> None:
    await communities.circle("Jazz", interest="ǰazz")
    query = """query($d: [DimensionInput!]) { circles(first: 1, dimensions: $d) {
      edges { node { name } } } }"""
    ann = await people.viewer(await people.member("Ann"))
    found = await api(query, as_=ann, d=[{"dimension": "INTEREST", "value": "ǰAZZ"}])
    assert found["circles"]["edges"] == [{"node": {"name": "Jazz"}}]


async def test_a_circle_is_found_again_by_its_id_as_a_circle(api: Api) -> None:
    lens = await communities.circle("Lens")
    ann = await people.viewer(await people.member("Ann"))
    query = "query($id: ID!) { node(id: $id) { __typename ... on Community { name } } }"
    found = await api(query, as_=ann, id=communities.gid(lens))
    assert found["node"] == {"__typename": "Circle", "name": "Lens"}
    assert (await api(query, id=communities.gid(lens)))["node"] is None
