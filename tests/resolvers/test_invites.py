"""Invites through the API: a link for a member, and a count of who came by it."""

from models.registrations import Registration
from schema.nodes import encode
from tests import doors, friends, people, places
from tests.client import NOBODY, Api

OWN = """query($id: ID!) { node(id: $id) { ... on Event {
    viewerInvite { code link guestCount } } } }"""


async def test_a_member_has_a_link_to_an_event_and_sees_how_many_came_by_it(api: Api) -> None:
    door = await doors.door()
    event = encode("Event", door.event.id)
    ann = await people.viewer(await people.member("Ann"))
    assert await api(OWN, as_=ann, id=event) == {"node": {"viewerInvite": None}}
    code = await friends.code_of("Ann")
    guests = [await people.member(name) for name in ("Ben", "Cem")]
    seats = await doors.seated(door.event, *guests)
    await Registration.all().update(inviter_id=ann.as_member())
    await door.verdicts(api, *await doors.tokens(seats[0]))

    assert await api(OWN, as_=ann, id=event) == {
        "node": {
            "viewerInvite": {
                "code": code,
                "link": f"https://luming.example/r/{code}/{event}",
                "guestCount": 1,
            }
        }
    }
    for viewer in (NOBODY, await people.viewer(guests[0]), await people.operator()):
        assert await api(OWN, as_=viewer, id=event) == {"node": {"viewerInvite": None}}


async def test_a_guest_names_the_code_and_sees_who_invited_and_the_inviter_not_who_came(
    api: Api,
) -> None:
    event = encode("Event", (await places.event()).id)
    ann, ben = [await people.viewer(await people.member(name)) for name in ("Ann", "Ben")]
    code = await friends.code_of("Ann")
    for refused, viewer, said in (
        ("NOT_ONESELF", ann, code), ("REFERRAL_CODE_UNKNOWN", ben, "nonsense"),
    ):  # fmt: skip
        assert (
            await api.refused("registrationCreate", as_=viewer, event=event, invite=said) == refused
        )
    assert await Registration.all().count() == 0

    made = await api.mutate(
        "registrationCreate", "registration { id inviter { name } }",
        as_=ben, event=event, invite=code.lower(),
    )  # fmt: skip
    registration = made["registration"]
    assert registration["inviter"] == {"name": "Ann"}
    seen = "query($id: ID!) { node(id: $id) { __typename } }"
    assert await api(seen, as_=ann, id=registration["id"]) == {"node": None}
