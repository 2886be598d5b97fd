"""The door to series: everyone knows them."""

from collections.abc import Sequence
from uuid import UUID

from models.access.viewer import Viewer
from models.refusals import NotFound
from models.series import Series


async def see(viewer: Viewer, series_id: UUID) -> Series | None:
    """The series, for everyone."""
    return (await see_many(viewer, [series_id])).get(series_id)


async def see_many(viewer: Viewer, series_ids: Sequence[UUID]) -> dict[UUID, Series]:
    """The series by id."""
    del viewer
    return {series.id: series for series in await Series.filter(id__in=list(series_ids))}


async def to_name(viewer: Viewer, series_id: UUID, field: str) -> Series:
    """A series that an event is to belong to."""
    series = await see(viewer, series_id)
    if series is None:
        raise NotFound(field)
    return series
