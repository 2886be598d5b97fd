"""Appointments: offered by dealers, booked by members, kept or missed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import strawberry

from models.access import appointments, members
from models.appointments import booking, moving, offers
from models.appointments.offers import Terms
from models.noun import Noun
from models.opening_hours import OpeningHours
from resolvers import calls
from schema import nodes
from schema.appointing import (
    AppointmentArriveInput,
    AppointmentArrivePayload,
    AppointmentBookInput,
    AppointmentBookPayload,
    AppointmentCancelInput,
    AppointmentCancelPayload,
    AppointmentMissInput,
    AppointmentMissPayload,
    AppointmentOfferSetInput,
    AppointmentOfferSetPayload,
    AppointmentRescheduleInput,
    AppointmentReschedulePayload,
)
from schema.context import Info


@strawberry.type
class AppointmentMutation:
    """Root fields to write."""

    @strawberry.mutation(
        description="Offer appointments of a kind; for the dealer's staff and operators."
    )
    async def appointment_offer_set(
        self, info: Info, input: AppointmentOfferSetInput
    ) -> AppointmentOfferSetPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            dealer = await appointments.to_offer(viewer, dealer_id, "dealer")
            return await offers.put(dealer, input.kind, _terms(input), by=viewer.as_author())

        outcome = await calls.once(info, input, verb)
        return AppointmentOfferSetPayload(
            offer=await calls.reread(info, outcome, appointments.see_offer),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Book an appointment for oneself.")
    async def appointment_book(
        self, info: Info, input: AppointmentBookInput
    ) -> AppointmentBookPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            dealer_id = nodes.row_id(input.dealer, "Dealer")
            return await booking.book(
                await appointments.to_book(viewer, dealer_id, input.kind, "dealer"),
                await members.to_write(viewer),
                input.starts_at,
                text_version=input.consent.text_version,
                language=input.consent.language,
                model=input.model,
                pays_by=info.context.house.pays_by,
            )

        return AppointmentBookPayload(**await _answer(info, input, verb))

    @strawberry.mutation(
        description="Give up an appointment; for who booked it and the dealer's staff."
    )
    async def appointment_cancel(
        self, info: Info, input: AppointmentCancelInput
    ) -> AppointmentCancelPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await appointments.to_change(viewer, _row_id(input), "appointment")
            return await moving.cancel(found, by=viewer.as_author(), reason=input.reason)

        return AppointmentCancelPayload(**await _answer(info, input, verb))

    @strawberry.mutation(
        description="Move an appointment; for who booked it and the dealer's staff."
    )
    async def appointment_reschedule(
        self, info: Info, input: AppointmentRescheduleInput
    ) -> AppointmentReschedulePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await appointments.to_change(viewer, _row_id(input), "appointment")
            by = viewer.as_author()
            return await moving.reschedule(found, input.starts_at, by=by, reason=input.reason)

        return AppointmentReschedulePayload(**await _answer(info, input, verb))

    @strawberry.mutation(description="Say that the member came; for the dealer's staff.")
    async def appointment_arrive(
        self, info: Info, input: AppointmentArriveInput
    ) -> AppointmentArrivePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await appointments.to_receive(viewer, _row_id(input), "appointment")
            return await moving.arrive(found, by=viewer.as_author())

        return AppointmentArrivePayload(**await _answer(info, input, verb))

    @strawberry.mutation(description="Say that the member did not come; for the dealer's staff.")
    async def appointment_miss(
        self, info: Info, input: AppointmentMissInput
    ) -> AppointmentMissPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            found = await appointments.to_receive(viewer, _row_id(input), "appointment")
            return await moving.miss(found, by=viewer.as_author())

        return AppointmentMissPayload(**await _answer(info, input, verb))


async def _answer(
    info: Info, said: calls.Input, verb: Callable[[], Awaitable[Noun]]
) -> dict[str, Any]:
    """What the payload of a mutation of an appointment holds."""
    outcome = await calls.once(info, said, verb)
    return {
        "appointment": await calls.reread(info, outcome, appointments.see),
        "user_errors": calls.errors(info, outcome),
    }


def _row_id(
    said: AppointmentCancelInput
    | AppointmentRescheduleInput
    | AppointmentArriveInput
    | AppointmentMissInput,
) -> UUID:
    return nodes.row_id(said.appointment, "Appointment")


def _terms(said: AppointmentOfferSetInput) -> Terms:
    return Terms(
        hours=[
            OpeningHours(hours.weekday, hours.opens_at, hours.closes_at)
            for hours in said.opening_hours
        ],
        slot_minutes=said.slot_minutes,
        capacity=said.capacity,
        lead_minutes=said.lead_minutes,
        horizon_days=said.horizon_days,
        closed_days=said.closed_days,
        price_fen=said.price_fen,
        is_open=said.is_open,
    )
