"""The door to gates: everyone knows them, their venue's staff name them."""

from collections.abc import Sequence
from uuid import UUID

from models.access import halls
from models.access.venues import may_manage
from models.access.viewer import Viewer
from models.gates import Gate
from models.refusals import NotAllowed, NotFound


async def see(viewer: Viewer, gate_id: UUID) -> Gate | None:
    """The gate, for everyone."""
    return (await see_many(viewer, [gate_id])).get(gate_id)


async def see_many(viewer: Viewer, gate_ids: Sequence[UUID]) -> dict[UUID, Gate]:
    """The gates by id."""
    del viewer
    return {gate.id: gate for gate in await Gate.filter(id__in=list(gate_ids))}


async def of_halls(viewer: Viewer, hall_ids: Sequence[UUID]) -> dict[UUID, list[Gate]]:
    """The gates of each hall, in the order of their making."""
    del viewer
    gates: dict[UUID, list[Gate]] = {hall_id: [] for hall_id in hall_ids}
    for gate in await Gate.filter(hall_id__in=list(hall_ids)).order_by("id"):
        gates[gate.hall_id].append(gate)
    return gates


async def to_manage(viewer: Viewer, gate_id: UUID, field: str) -> Gate:
    """A gate that its venue's staff or an operator renames."""
    viewer.as_author()
    gate = await see(viewer, gate_id)
    hall = await halls.see(viewer, gate.hall_id) if gate else None
    if gate is None or hall is None:
        raise NotFound(field)
    if not may_manage(viewer, hall.venue_id):
        raise NotAllowed
    return gate
