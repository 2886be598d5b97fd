"""Batches of scans: the one thing that a tablet is there for."""

from typing import cast

import strawberry

from models.access import devices
from models.refusals import Refusal, TextEmpty, TooManyScans
from models.scans import MOST
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.scans import ScanAnswer, ScanBatchSubmitInput, ScanBatchSubmitPayload
from venues.batches import Answer, Batch, Told


@strawberry.type
class ScanMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Hand in scans; each gets a verdict of its own.")
    async def scan_batch_submit(
        self, info: Info, input: ScanBatchSubmitInput
    ) -> ScanBatchSubmitPayload:
        try:
            answers = await _submit(info, input)
        except Refusal as refusal:
            return ScanBatchSubmitPayload(answers=[], user_errors=calls.errors(info, refusal))
        return ScanBatchSubmitPayload(answers=cast(list[ScanAnswer], answers), user_errors=[])


async def _submit(info: Info, input: ScanBatchSubmitInput) -> list[Answer]:
    device_id, duty = devices.to_scan(
        info.context.viewer,
        nodes.row_id(input.event, "Event"),
        nodes.row_id(input.gate, "Gate"),
    )
    if not input.scans:
        raise TextEmpty("scans")
    if len(input.scans) > MOST:
        raise TooManyScans("scans", most=MOST)
    told = [Told(scan.id, scan.token, scan.scanned_at, scan.direction) for scan in input.scans]
    batch = Batch(device_id, duty, told, input.sent_at)
    return await info.context.house.intake.submit(batch)
