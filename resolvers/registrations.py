"""Registrations: made, accepted and given up by members, taken back by the venue's staff."""

from collections.abc import Sequence

import strawberry

from models import cancelling, registering
from models.access import events, members, registrations
from models.noun import Noun
from models.registering import Agreement, Guest
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.registrations import (
    RegistrationAcceptInput,
    RegistrationAcceptPayload,
    RegistrationCancelInput,
    RegistrationCancelPayload,
    RegistrationCancelSeatsInput,
    RegistrationCancelSeatsPayload,
    RegistrationCreateInput,
    RegistrationCreatePayload,
    SeatConsentInput,
)


@strawberry.type
class RegistrationMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Book seats at an event, or a place in line.")
    async def registration_create(
        self, info: Info, input: RegistrationCreateInput
    ) -> RegistrationCreatePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            event = await events.to_register(viewer, nodes.row_id(input.event, "Event"), "event")
            return await registering.register(
                event,
                await members.to_write(viewer),
                agreements=_agreements(input.consents),
                guests=[
                    Guest(guest.name, guest.phone, guest.email, _agreements(guest.consents))
                    for guest in input.guests
                ],
                invite=input.invite,
                wait=input.wait,
            )

        outcome = await calls.once(info, input, verb)
        return RegistrationCreatePayload(
            registration=await calls.reread(info, outcome, registrations.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Take the seats that are on offer.")
    async def registration_accept(
        self, info: Info, input: RegistrationAcceptInput
    ) -> RegistrationAcceptPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            registration_id = nodes.row_id(input.registration, "Registration")
            offered = await registrations.to_accept(viewer, registration_id, "registration")
            return await registering.accept(offered)

        outcome = await calls.once(info, input, verb)
        return RegistrationAcceptPayload(
            registration=await calls.reread(info, outcome, registrations.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Give up all seats, an offer, or a place in line.")
    async def registration_cancel(
        self, info: Info, input: RegistrationCancelInput
    ) -> RegistrationCancelPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            registration_id = nodes.row_id(input.registration, "Registration")
            booked = await registrations.to_cancel(viewer, registration_id, "registration")
            return await cancelling.cancel(booked, by=viewer.as_author(), reason=input.reason)

        outcome = await calls.once(info, input, verb)
        return RegistrationCancelPayload(
            registration=await calls.reread(info, outcome, registrations.see),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Give up some of the seats of a registration.")
    async def registration_cancel_seats(
        self, info: Info, input: RegistrationCancelSeatsInput
    ) -> RegistrationCancelSeatsPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            registration_id = nodes.row_id(input.registration, "Registration")
            booked = await registrations.to_cancel(viewer, registration_id, "registration")
            return await cancelling.cancel_seats(
                booked,
                [nodes.row_id(seat, "Seat") for seat in input.seats],
                by=viewer.as_author(),
                reason=input.reason,
            )

        outcome = await calls.once(info, input, verb)
        return RegistrationCancelSeatsPayload(
            registration=await calls.reread(info, outcome, registrations.see),
            user_errors=calls.errors(info, outcome),
        )


def _agreements(said: Sequence[SeatConsentInput]) -> list[Agreement]:
    return [
        Agreement(nodes.row_id(yes.dealer, "Dealer"), yes.text_version, yes.language)
        for yes in said
    ]
