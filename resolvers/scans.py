"""Batches of scans: the one thing that a tablet is there for."""

from datetime import datetime, timedelta
from typing import cast

import strawberry

from models import clock
from models.access import conflicts, devices
from models.access.viewer import Viewer
from models.conflict_lists import ConflictRow
from models.refusals import Refusal
from resolvers import calls
from schema.conflicts import Conflict
from schema.context import Info
from schema.scans import (
    ScanAnswer,
    ScanBatchSubmitInput,
    ScanBatchSubmitPayload,
    StandLeadAnswer,
)
from venues import names
from venues.batches import Handled
from venues.envelopes import open_envelope, raw
from venues.telling import Batch

TOLD_FOR = timedelta(days=1)
"""So long after it was settled a tablet still hears of a conflict."""


@strawberry.type
class ScanMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Hand in what a tablet saw; each scan gets a verdict.")
    async def scan_batch_submit(
        self, info: Info, input: ScanBatchSubmitInput
    ) -> ScanBatchSubmitPayload:
        viewer = info.context.viewer
        try:
            handled = await _submit(info, input)
        except Refusal as refusal:
            return _refused(info, refusal)
        since = handled.received_at - TOLD_FOR
        return ScanBatchSubmitPayload(
            answers=cast(list[ScanAnswer], handled.answers),
            undone=list(handled.undone),
            leads=[StandLeadAnswer.of(taken, viewer.locale) for taken in handled.leads],
            conflicts=cast(list[Conflict], await _conflicts(viewer, since)),
            unreadable=handled.unreadable,
            received_at=handled.received_at,
            user_errors=[],
        )


async def _submit(info: Info, input: ScanBatchSubmitInput) -> Handled:
    viewer = info.context.viewer
    device_id = devices.to_speak(viewer)
    text, signature = input.batch, raw(input.signature)
    said = open_envelope(text, signature, viewer.device_key)
    duty = devices.to_scan(viewer, said.device, said.event, said.gate)
    now = clock.now()
    batch = Batch(
        device_id=device_id,
        device_key=viewer.device_key,
        duty=duty,
        said=said,
        received_at=now,
        offset=now - said.sent_at,
        text=text,
        signature=signature,
    )
    return await info.context.house.intake.submit(batch)


async def _conflicts(viewer: Viewer, since: datetime) -> list[ConflictRow]:
    """Those of the tablet, each with as much of the name as its door's rules allow."""
    own = await conflicts.own(viewer, since)
    for conflict in own:
        conflict.holder_name = names.shown(conflict.holder_name, conflict.name_shown)
    return own


def _refused(info: Info, refusal: Refusal) -> ScanBatchSubmitPayload:
    return ScanBatchSubmitPayload(
        answers=[],
        undone=[],
        leads=[],
        conflicts=[],
        unreadable=0,
        received_at=None,
        user_errors=calls.errors(info, refusal),
    )
