"""Loaders for an object's own edges: one look through the door for all that one request meets."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from models.access import (
    check_ins,
    comments,
    communities,
    consents,
    dealers,
    events,
    follows,
    gates,
    groups,
    halls,
    leads,
    members,
    memberships,
    passes,
    pictures,
    posts,
    reactions,
    registrations,
    seats,
    series,
    venues,
)
from models.access.viewer import Viewer
from schema.context import House
from schema.passes import ShownPass
from venues import shown

Key = TypeVar("Key")


class Loaders:
    """One per request: it remembers what was loaded, and sees with one viewer's eyes."""

    def __init__(self, viewer: Viewer, house: House) -> None:
        self._viewer = viewer
        self._house = house
        self.avatar = self._through(pictures.avatars)
        self.check_in_of_seat = self._through(check_ins.of_seats)
        self.circle_tags = self._through(communities.tags_of)
        self.comment = self._through(comments.see_many)
        self.community = self._through(communities.see_many)
        self.consent_subject = self._through(consents.subjects)
        self.consents_of_seat = self._through(consents.of_seats)
        self.dealer = self._through(dealers.see_many)
        self.dealers_at = self._through(dealers.of_events)
        self.event = self._through(events.see_many)
        self.gate = self._through(gates.see_many)
        self.gates_of_hall = self._through(gates.of_halls)
        self.group_moderators = self._through(groups.moderators_of)
        self.group_owners = self._through(groups.owners_of)
        self.hall = self._through(halls.see_many)
        self.halls_of_venue = self._through(halls.of_venues)
        self.holder_of_seat = self._through(seats.holders)
        self.latest_comments = self._through(comments.latest)
        self.lead = self._through(leads.see_many)
        self.lead_contact = self._through(leads.contacts)
        self.lead_moves = self._through(leads.moves)
        self.member = self._through(members.see_many)
        self.own_follow = self._through(follows.own)
        self.own_membership = self._through(memberships.own_in)
        self.own_reaction = self._through(reactions.own_under)
        self.own_registration_at = self._through(registrations.own_at)
        self.pass_of_seat = self._through(self._passes)
        self.place_in_line = self._through(registrations.places)
        self.post = self._through(posts.see_many)
        self.post_pictures = self._through(pictures.of_posts)
        self.registrations_at = self._through(registrations.pages_at)
        self.seat = self._through(seats.see_many)
        self.seats_of_registration = self._through(seats.of_registrations)
        self.series = self._through(series.see_many)
        self.venue = self._through(venues.see_many)

    def _through(
        self, door: Callable[[Viewer, list[Key]], Awaitable[Mapping[Key, Any]]]
    ) -> DataLoader[Key, Any]:
        """A loader by id: None for what is missing or not for the viewer."""

        async def load(keys: list[Key]) -> list[Any]:
            found = await door(self._viewer, keys)
            return [found.get(key) for key in keys]

        return DataLoader(load_fn=load)

    async def _passes(self, viewer: Viewer, seat_ids: list[UUID]) -> dict[UUID, ShownPass]:
        found = await passes.of_seats(viewer, seat_ids)
        texts = await shown.texts(found.values(), self._house.seal)
        return {seat_id: ShownPass(row, texts[seat_id]) for seat_id, row in found.items()}
