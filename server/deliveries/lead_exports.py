"""Lead exports: made slice by slice, so that no message outlives its lease."""

import logging
import time
from uuid import UUID

from models import database, lead_exports, outbox
from models.lead_exports import LeadExport, making
from models.outbox import Message
from server.deliveries.news import Handler, named
from server.deliveries.setup import WorkerSetup
from server.lead_files import formats
from server.lead_files.formats import Renderer

SLICE_SECONDS = 20.0
_TRIES = 5
_log = logging.getLogger(__name__)


async def made(message: Message, setup: WorkerSetup) -> None:
    """Take the export further, and say so again while there is more; given up after _TRIES."""
    export_id = named(message, "export")
    if message.attempts > _TRIES:
        _log.error("lead export %s has failed %d times", export_id, _TRIES)
        await making.fail(export_id)
        has_more = False
    else:
        has_more = await _work(export_id, setup)
    async with database.transaction():
        if has_more:
            await outbox.tell(message.topic, export=export_id)
        await outbox.delivered(message)


async def forget(message: Message) -> None:
    """Drop the files that a withdrawn lead is in."""
    await lead_exports.forget_of([named(message, "lead")])


async def _work(export_id: UUID, setup: WorkerSetup) -> bool:
    """Whether there is more to do when the time of a slice is over."""
    render, until = Renderer(setup.issuer), time.monotonic() + SLICE_SECONDS
    while await making.take_page(export_id, render, setup.seal):
        if time.monotonic() > until:
            return True
    export = await LeadExport.get_or_none(id=export_id)
    if export is None or not export.is_under_way:
        return False
    whole = await formats.whole(export, setup.seal)
    return not await making.finish(export, whole, setup.seal)


TOPICS: dict[str, Handler] = {making.MADE: made}
