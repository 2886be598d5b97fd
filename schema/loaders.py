"""Loaders for an object's own edges: one look through the door for all that one request meets."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
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

Door = Callable[[Viewer, list[Any]], Awaitable[Mapping[Any, Any]]]

_DOORS: dict[str, Door] = {
    "avatar": pictures.avatars,
    "check_in_of_seat": check_ins.of_seats,
    "circle_tags": communities.tags_of,
    "comment": comments.see_many,
    "community": communities.see_many,
    "consent_subject": consents.subjects,
    "consent_texts": consents.texts,
    "consents_of_seat": consents.of_seats,
    "dealer": dealers.see_many,
    "dealers_at": dealers.of_events,
    "event": events.see_many,
    "gate": gates.see_many,
    "gates_of_hall": gates.of_halls,
    "group_moderators": groups.moderators_of,
    "group_owners": groups.owners_of,
    "hall": halls.see_many,
    "halls_of_venue": halls.of_venues,
    "holder_of_seat": seats.holders,
    "latest_comments": comments.latest,
    "lead": leads.see_many,
    "lead_contact": leads.contacts,
    "lead_moves": leads.moves,
    "member": members.see_many,
    "own_follow": follows.own,
    "own_membership": memberships.own_in,
    "own_reaction": reactions.own_under,
    "own_registration_at": registrations.own_at,
    "place_in_line": registrations.places,
    "post": posts.see_many,
    "post_pictures": pictures.of_posts,
    "registrations_at": registrations.pages_at,
    "seat": seats.see_many,
    "seats_of_registration": seats.of_registrations,
    "series": series.see_many,
    "venue": venues.see_many,
}


class Loaders:
    """One per request: it remembers what was loaded, and sees with one viewer's eyes.

    Each attribute is a loader by id, which gives None for what is missing or not for the viewer;
    it is made when it is first asked for, since a request needs few of them.
    """

    def __init__(self, viewer: Viewer, house: House) -> None:
        self._viewer = viewer
        self._house = house

    def __getattr__(self, name: str) -> DataLoader[Any, Any]:
        door = self._passes if name == "pass_of_seat" else _DOORS.get(name)
        if door is None:
            raise AttributeError(name)
        loader = DataLoader(load_fn=self._through(door))
        setattr(self, name, loader)
        return loader

    def _through(self, door: Door) -> Callable[[list[Any]], Awaitable[list[Any]]]:
        async def load(keys: list[Any]) -> list[Any]:
            found = await door(self._viewer, keys)
            return [found.get(key) for key in keys]

        return load

    async def _passes(self, viewer: Viewer, seat_ids: list[UUID]) -> dict[UUID, ShownPass]:
        found = await passes.of_seats(viewer, seat_ids)
        texts = await shown.texts(found.values(), self._house.seal)
        return {seat_id: ShownPass(row, texts[seat_id]) for seat_id, row in found.items()}
