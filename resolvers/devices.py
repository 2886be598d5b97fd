"""Tablets: paired by a one-shot code, given duties, revoked."""

from typing import cast

import strawberry

from models import devices as verbs
from models import pairing_codes
from models.access import devices
from models.access.viewer import Viewer
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.devices import (
    Device,
    DeviceAssignInput,
    DeviceAssignPayload,
    DevicePairingStartInput,
    DevicePairingStartPayload,
    DevicePairInput,
    DevicePairPayload,
    DeviceRevokeInput,
    DeviceRevokePayload,
)
from venues import qr
from venues.envelopes import raw

_QR_PREFIX = "PDPAIR:"


@strawberry.type
class DeviceQuery:
    """Root fields to read."""

    @strawberry.field(description="The tablet that asks; null for anyone else.")
    async def device(self, info: Info) -> Device | None:
        viewer = info.context.viewer
        row = await devices.see(viewer, viewer.device_id) if viewer.device_id else None
        return cast(Device | None, row)


@strawberry.type
class DeviceMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Ask for a code that pairs one tablet with a venue.")
    async def device_pairing_start(
        self, info: Info, input: DevicePairingStartInput
    ) -> DevicePairingStartPayload:
        viewer = info.context.viewer
        made: list[pairing_codes.PairingCode] = []

        async def verb() -> Noun:
            venue = await devices.to_pair_at(viewer, nodes.row_id(input.venue, "Venue"), "venue")
            made.append(await pairing_codes.start(venue, by=viewer.as_author()))
            return made[0]

        outcome = await calls.once_secret(info, input, verb)
        row = None if outcome.refusal else made[0]
        return DevicePairingStartPayload(
            code=row.code if row else None,
            qr_svg=qr.svg(_QR_PREFIX + row.code) if row else None,
            expires_at=row.expires_at if row else None,
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Pair the tablet that asks; no one is signed in on it.")
    async def device_pair(self, info: Info, input: DevicePairInput) -> DevicePairPayload:
        paired: list[verbs.Device] = []

        async def verb() -> Noun:
            code = input.code.strip().upper().removeprefix(_QR_PREFIX)
            paired.append(await pairing_codes.pair(code, input.name, raw(input.public_key)))
            return paired[0]

        outcome = await calls.once_secret(info, input, verb)
        if outcome.refusal:
            return DevicePairPayload(
                credential=None, device=None, user_errors=calls.errors(info, outcome)
            )
        row = await devices.see(Viewer(device_id=paired[0].id), paired[0].id)
        return DevicePairPayload(
            credential=paired[0].credential, device=cast(Device | None, row), user_errors=[]
        )

    @strawberry.mutation(description="Give a tablet a duty: an event, a gate, a time.")
    async def device_assign(self, info: Info, input: DeviceAssignInput) -> DeviceAssignPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            device, event, gate = await devices.to_assign(
                viewer,
                nodes.row_id(input.device, "Device"),
                nodes.row_id(input.event, "Event"),
                nodes.row_id(input.gate, "Gate"),
            )
            by = viewer.as_author()
            return await device.assign(event, gate, input.starts_at, input.ends_at, by=by)

        outcome = await calls.once(info, input, verb)
        return DeviceAssignPayload(
            device=await calls.reread(info, outcome, devices.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take a tablet's credential back.")
    async def device_revoke(self, info: Info, input: DeviceRevokeInput) -> DeviceRevokePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            device = await devices.to_manage(viewer, nodes.row_id(input.device, "Device"), "device")
            return await device.revoke(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return DeviceRevokePayload(
            device=await calls.reread(info, outcome, devices.see),
            user_errors=calls.errors(info, outcome),
        )
