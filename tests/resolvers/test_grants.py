from datetime import timedelta

from models import clock
from models.grants import Grant, Role, alive
from tests import communities, people
from tests.client import NOBODY, Api

_GRANT = "grant { id role startsAt endsAt member { name } scope { __typename id } }"


async def test_an_operator_makes_a_host_for_a_time(api: Api) -> None:
    operator, lens = await people.operator(), await communities.circle("Lens")
    ann = await people.member("Ann")
    until = (clock.now() + timedelta(days=1)).isoformat()
    said = {"member": communities.gid(ann), "role": "CIRCLE_HOST", "scope": communities.gid(lens)}
    made = (await api.mutate("grantCreate", _GRANT, as_=operator, endsAt=until, **said))["grant"]
    assert made == {
        "id": made["id"],
        "role": "CIRCLE_HOST",
        "startsAt": made["startsAt"],
        "endsAt": until,
        "member": {"name": "Ann"},
        "scope": {"__typename": "Circle", "id": communities.gid(lens)},
    }
    own = await api("{ viewer { grants { role } } }", as_=await people.viewer(ann))
    assert own["viewer"]["grants"] == [{"role": "CIRCLE_HOST"}]
    assert await api.refused("grantCreate", as_=operator, **said) == "ALREADY_GRANTED"
    await api.mutate("grantEnd", _GRANT, as_=operator, grant=made["id"])
    own = await api("{ viewer { grants { role } } }", as_=await people.viewer(ann))
    assert own["viewer"]["grants"] == []


async def test_a_role_is_given_over_a_thing_of_its_kind(api: Api) -> None:
    operator, lens = await people.operator(), await communities.circle("Lens")
    ann = await people.member("Ann")
    whom, scope = {"member": communities.gid(ann)}, {"scope": communities.gid(lens)}
    for role in ("GROUP_OWNER", "GROUP_MODERATOR", "VENUE_STAFF", "DEALER_STAFF", "OPERATOR"):
        refused = await api.refused("grantCreate", as_=operator, role=role, **whom, **scope)
        assert refused == "NOT_FOUND"
    refused = await api.refused("grantCreate", as_=operator, role="CIRCLE_HOST", **whom)
    assert refused == "NOT_FOUND"
    assert await Grant.exclude(role=Role.OPERATOR).count() == 0


async def test_members_and_hosts_give_no_roles(api: Api) -> None:
    lens, ann = await communities.circle("Lens"), await people.member("Ann")
    host = await people.viewer(await communities.host("Hugo", lens))
    said = {"member": communities.gid(ann), "role": "CIRCLE_HOST", "scope": communities.gid(lens)}
    assert await api.refused("grantCreate", as_=host, **said) == "NOT_ALLOWED"
    assert await api.refused("grantCreate", as_=NOBODY, **said) == "SIGN_IN_REQUIRED"
    said = {"member": communities.gid(ann), "role": "OPERATOR"}
    assert await api.refused("grantCreate", as_=host, **said) == "NOT_ALLOWED"
    assert await alive().count() == 1


async def test_operators_list_the_roles_over_a_thing(api: Api) -> None:
    operator, lens = await people.operator(), await communities.circle("Lens")
    await communities.host("Hugo", lens)
    query = """query($scope: ID) { grants(first: 9, scope: $scope) {
      edges { node { role member { name } grantedBy { name } } } } }"""
    found = await api(query, as_=operator, scope=communities.gid(lens))
    assert found["grants"]["edges"] == [
        {"node": {"role": "CIRCLE_HOST", "member": {"name": "Hugo"}, "grantedBy": None}}
    ]
    stranger = await people.viewer(await people.member("Stranger"))
    found = await api(query, as_=stranger, scope=communities.gid(lens))
    assert found["grants"]["edges"] == []
