from collections.abc import Awaitable, Callable

import pytest

from models import gates, ids
from models.access import dealers, halls, series, venues
from models.access import gates as gate_door
from models.access.viewer import Viewer
from models.gates import Gate
from models.halls import Hall
from models.pages import Window
from models.refusals import NotAllowed, NotFound, Refusal, SignInRequired
from models.venues import Venue
from tests import places
from tests.models.access import crew

pytestmark = pytest.mark.usefixtures("db")
ALL = set(crew.NAMES)
UNSIGNED = {"nobody", "device"}
MISSING = ids.new()


async def _place() -> tuple[Venue, Hall, Gate]:
    venue = await places.venue()
    hall = await places.hall(venue)
    return venue, hall, await gates.create(hall, "North Gate", by=None)


async def _answers(
    viewers: dict[str, Viewer], deed: Callable[[Viewer], Awaitable[object]]
) -> dict[str, type[Refusal] | None]:
    """How the deed is refused to each kind of viewer; None where it is not."""
    answers: dict[str, type[Refusal] | None] = {}
    for name, viewer in viewers.items():
        try:
            await deed(viewer)
            answers[name] = None
        except Refusal as refusal:
            answers[name] = type(refusal)
    return answers


def _only(*may: str) -> dict[str, type[Refusal] | None]:
    rest = {name: SignInRequired if name in UNSIGNED else NotAllowed for name in ALL - set(may)}
    return rest | dict.fromkeys(may)


async def test_everyone_knows_the_places_and_dealers() -> None:
    venue, hall, gate = await _place()
    for viewer in (await crew.of(venue)).values():
        assert await venues.see(viewer, venue.id) == venue
        assert await halls.see(viewer, hall.id) == hall
        assert await gate_door.see(viewer, gate.id) == gate
        assert (await halls.of_venues(viewer, [venue.id, MISSING])) == {
            venue.id: [hall],
            MISSING: [],
        }
        assert (await gate_door.of_halls(viewer, [hall.id])) == {hall.id: [gate]}
        assert len((await dealers.page(viewer, Window(5))).rows) == 1
        assert len((await venues.page(viewer, Window(5))).rows) == 2
        assert await series.see(viewer, MISSING) is None


async def test_operators_build() -> None:
    venue, hall, _ = await _place()
    viewers = await crew.of(venue)

    async def create(viewer: Viewer) -> None:
        venues.as_operator(viewer)

    for deed in (
        create,
        lambda viewer: venues.to_build_at(viewer, venue.id, "venue"),
        lambda viewer: halls.to_build_at(viewer, hall.id, "hall"),
    ):
        assert await _answers(viewers, deed) == _only("operator")


async def test_the_staff_of_a_venue_run_it() -> None:
    venue, hall, gate = await _place()
    viewers = await crew.of(venue)
    for deed in (
        lambda viewer: venues.to_manage(viewer, venue.id, "venue"),
        lambda viewer: halls.to_manage(viewer, hall.id, "hall"),
        lambda viewer: gate_door.to_manage(viewer, gate.id, "gate"),
    ):
        assert await _answers(viewers, deed) == _only("staff", "operator")


async def test_operators_change_dealers() -> None:
    viewers = await crew.of(await places.venue())
    dealer = await places.dealer("Plaza Cars")
    answers = await _answers(viewers, lambda viewer: dealers.to_manage(viewer, dealer.id, "dealer"))
    assert answers == _only("operator")


async def test_what_is_not_there_is_not_found_and_says_which_field() -> None:
    operator = (await crew.of(await places.venue()))["operator"]
    for deed in (
        venues.to_manage,
        venues.to_build_at,
        halls.to_manage,
        halls.to_build_at,
        gate_door.to_manage,
        dealers.to_manage,
    ):
        with pytest.raises(NotFound) as refused:
            await deed(operator, MISSING, "it")
        assert refused.value.field == "it"
    with pytest.raises(NotFound) as refused:
        await dealers.to_name(operator, [(await places.dealer("Known")).id, MISSING], "dealers")
    assert refused.value.field == "dealers.1"
