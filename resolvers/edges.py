"""Edges: paired by a one-shot code, revoked, and what they pass on."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import cast

import strawberry

from models import clock, pairing_codes, texts
from models import edges as verbs
from models.access import edges
from models.access.viewer import Viewer
from models.noun import Noun
from models.refusals import Refusal, TooMany
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.relays import RelayAnswer, ScanRelayInput, ScanRelayPayload
from schema.venue_edges import (
    Edge,
    EdgeAnnounceInput,
    EdgeAnnouncePayload,
    EdgePairingStartInput,
    EdgePairingStartPayload,
    EdgePairInput,
    EdgePairPayload,
    EdgeRevokeInput,
    EdgeRevokePayload,
)
from venues import relays
from venues.envelopes import raw
from venues.relays import Contact, Relayed


@strawberry.type
class EdgeMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Ask for a code that pairs one edge with an event.")
    async def edge_pairing_start(
        self, info: Info, input: EdgePairingStartInput
    ) -> EdgePairingStartPayload:
        viewer = info.context.viewer
        made: list[pairing_codes.PairingCode] = []

        async def verb() -> Noun:
            event = await edges.to_pair_for(viewer, nodes.row_id(input.event, "Event"), "event")
            made.append(await pairing_codes.start_edge(event, by=viewer.as_author()))
            return made[0]

        outcome = await calls.once_secret(info, input, verb)
        row = None if outcome.refusal else made[0]
        return EdgePairingStartPayload(
            code=row.code if row else None,
            expires_at=row.expires_at if row else None,
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Pair the edge that asks; no one is signed in on it.")
    async def edge_pair(self, info: Info, input: EdgePairInput) -> EdgePairPayload:
        paired: list[verbs.Edge] = []

        async def verb() -> Noun:
            paired.append(await pairing_codes.pair_edge(input.code, input.name))
            return paired[0]

        outcome = await calls.once_secret(info, input, verb)
        if outcome.refusal:
            return EdgePairPayload(
                credential=None, edge=None, user_errors=calls.errors(info, outcome)
            )
        row = await edges.see(Viewer(edge_id=paired[0].id), paired[0].id)
        return EdgePairPayload(
            credential=paired[0].credential, edge=cast(Edge | None, row), user_errors=[]
        )

    @strawberry.mutation(description="Take an edge's credential back.")
    async def edge_revoke(self, info: Info, input: EdgeRevokeInput) -> EdgeRevokePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            edge = await edges.to_manage(viewer, nodes.row_id(input.edge, "Edge"), "edge")
            return await edge.revoke(by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return EdgeRevokePayload(
            edge=await calls.reread(info, outcome, edges.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Say where tablets reach the edge that asks.")
    async def edge_announce(self, info: Info, input: EdgeAnnounceInput) -> EdgeAnnouncePayload:
        async def verb() -> Noun:
            return await (await edges.to_announce(info.context.viewer)).announce(input.address)

        outcome = await calls.once(info, input, verb)
        return EdgeAnnouncePayload(
            edge=await calls.reread(info, outcome, edges.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Hand in what tablets told an edge; each batch for itself.")
    async def scan_relay(self, info: Info, input: ScanRelayInput) -> ScanRelayPayload:
        try:
            contact = await _contact(info, input)
            answers = await _relayed(info, input, contact)
        except Refusal as refusal:
            return ScanRelayPayload(
                answers=[], received_at=None, user_errors=calls.errors(info, refusal)
            )
        return ScanRelayPayload(answers=answers, received_at=contact.now, user_errors=[])


async def _contact(info: Info, input: ScanRelayInput) -> Contact:
    """Who is in contact, and how far its clock is off."""
    edge_id, event_id = edges.to_speak(info.context.viewer)
    if len(input.batches) > relays.MOST:
        raise TooMany("batches", limit=relays.MOST)
    now = clock.now()
    offset = now - texts.instant(input.sent_at, "sentAt")
    said = texts.within(int(input.clock_offset_ms), "clockOffsetMs", least=-_CENTURY, most=_CENTURY)
    await verbs.saw(edge_id, offset + timedelta(milliseconds=said))
    return Contact(event_id, now, offset)


async def _relayed(info: Info, input: ScanRelayInput, contact: Contact) -> list[RelayAnswer]:
    """All at once: the intake lets them share its transactions."""
    batches = [Relayed(one.batch, raw(one.signature), one.received_at) for one in input.batches]
    named = {device_id for batch in batches if (device_id := batch.device_id)}
    known = await edges.heard_by(info.context.viewer, named) if named else {}

    async def take(batch: Relayed) -> Refusal | None:
        try:
            texts.instant(batch.received_at, "receivedAt")
            await info.context.house.intake.submit(relays.opened(batch, contact, known))
        except Refusal as refusal:
            return refusal
        return None

    return _answers(info, await asyncio.gather(*map(take, batches)))


def _answers(info: Info, refusals: Sequence[Refusal | None]) -> list[RelayAnswer]:
    locale = info.context.viewer.locale
    return [
        RelayAnswer(
            is_taken=refusal is None,
            code=refusal.code() if refusal else None,
            message=refusal.message(locale) if refusal else None,
        )
        for refusal in refusals
    ]


_CENTURY = 100 * 366 * 24 * 3600 * 1000  # milliseconds
