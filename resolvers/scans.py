"""Batches of scans: the one thing that a tablet is there for."""

from typing import cast

import strawberry

from models import clock
from models.access import devices
from models.refusals import Refusal
from resolvers import calls
from schema.binary import raw
from schema.context import Info
from schema.scans import ScanAnswer, ScanBatchSubmitInput, ScanBatchSubmitPayload
from venues.batches import Batch, Handled
from venues.envelopes import open_envelope


@strawberry.type
class ScanMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Hand in what a tablet saw; each scan gets a verdict.")
    async def scan_batch_submit(
        self, info: Info, input: ScanBatchSubmitInput
    ) -> ScanBatchSubmitPayload:
        try:
            handled = await _submit(info, input)
        except Refusal as refusal:
            return _refused(info, refusal)
        return ScanBatchSubmitPayload(
            answers=cast(list[ScanAnswer], handled.answers),
            undone=list(handled.undone),
            unreadable=handled.unreadable,
            received_at=handled.received_at,
            user_errors=[],
        )


async def _submit(info: Info, input: ScanBatchSubmitInput) -> Handled:
    viewer = info.context.viewer
    device_id = devices.to_speak(viewer)
    said = open_envelope(input.batch, raw(input.signature), viewer.device_key)
    duty = devices.to_scan(viewer, said.device, said.event, said.gate)
    now = clock.now()
    batch = Batch(device_id, duty, said, received_at=now, offset=now - said.sent_at)
    return await info.context.house.intake.submit(batch)


def _refused(info: Info, refusal: Refusal) -> ScanBatchSubmitPayload:
    return ScanBatchSubmitPayload(
        answers=[],
        undone=[],
        unreadable=0,
        received_at=None,
        user_errors=calls.errors(info, refusal),
    )
