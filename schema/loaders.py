"""Loaders for an object's own edges: one look through the door for all that one request meets."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial, reduce
from typing import Any

from strawberry.dataloader import DataLoader

from models.access import (
    adf,
    appointments,
    check_ins,
    comments,
    communities,
    conflicts,
    consents,
    dealers,
    devices,
    door_views,
    doors,
    events,
    follows,
    gates,
    groups,
    halls,
    handovers,
    invites,
    lead_fallbacks,
    lead_feed,
    lead_imports,
    lead_questions,
    leads,
    members,
    memberships,
    passes,
    pictures,
    points,
    posts,
    reactions,
    referrals,
    registrations,
    rosters,
    routing,
    seats,
    series,
    silent_leads,
    venues,
    web_forms,
    webhook_deliveries,
    webhook_endpoints,
)
from models.access.viewer import Viewer
from models.excerpts import Excerpt, Excerpts
from models.pages import Page
from models.rows import Asked, both

Door = Callable[[Viewer, list[Any]], Awaitable[Mapping[Any, Any]]]
PageDoor = Callable[[Viewer, list[Excerpt], Asked], Awaitable[Excerpts]]

_DOORS: dict[str, Door] = {
    "agreed_count_of_handover": handovers.agreed_counts,
    "appointment_offers": appointments.offers,
    "appointment_steps": appointments.steps,
    "adf_address_of_dealer": adf.addresses,
    "answers_of_lead": leads.answers,
    "avatar": pictures.avatars,
    "check_in_of_seat": check_ins.of_seats,
    "circle_tags": communities.tags_of,
    "comment": comments.see_many,
    "community": communities.see_many,
    "contact_of_appointment": appointments.contacts,
    "consent_receipt": consents.receipts,
    "consent_receipt_of_lead": consents.receipts_of_leads,
    "consent_subject": consents.subjects,
    "consent_texts": consents.texts,
    "consents_of_seat": consents.of_seats,
    "dealer": dealers.see_many,
    "dealers_at": dealers.of_events,
    "door_at": doors.of_events,
    "duties_of_device": devices.duties,
    "device": devices.see_many,
    "door_view": door_views.of_events,
    "event": events.see_many,
    "first_name_of_referral": referrals.first_names,
    "gate": gates.see_many,
    "gates_of_hall": gates.of_halls,
    "group_moderators": groups.moderators_of,
    "group_owners": groups.owners_of,
    "hall": halls.see_many,
    "halls_of_venue": halls.of_venues,
    "handover": handovers.see_many,
    "handover_steps": handovers.steps,
    "holder_of_seat": seats.holders,
    "latest_comments": comments.latest,
    "lead": leads.see_many,
    "rows_of_lead_import": lead_imports.rows_of,
    "lead_activities": leads.activities,
    "lead_contact": leads.contacts,
    "lead_escalations": leads.escalations,
    "fallback_of_dealer": lead_fallbacks.of_dealers,
    "lead_feed_watermark": lead_feed.watermarks,
    "lead_merges": leads.merges,
    "lead_moves": leads.moves,
    "lead_tasks": leads.tasks,
    "lead_touches": leads.touches,
    "member": members.see_many,
    "mentioned_in": leads.mentioned,
    "own_agreement_to_handover": handovers.agreed_to,
    "own_follow": follows.own,
    "own_invite_to": invites.own_to,
    "own_membership": memberships.own_in,
    "own_reaction": reactions.own_under,
    "own_registration_at": registrations.own_at,
    "pass_of_seat": passes.of_seats,
    "payment_of_appointment": appointments.payments,
    "place_in_line": registrations.places,
    "post": posts.see_many,
    "post_pictures": pictures.of_posts,
    "questions_of_dealer": lead_questions.of_dealers,
    "roster_of_dealer": rosters.of_dealers,
    "routing_decision": routing.see_decisions,
    "routing_of_lead": routing.explained,
    "referral_people": referrals.people,
    "seat": seats.see_many,
    "seats_of_registration": seats.of_registrations,
    "series": series.see_many,
    "silence_of_dealer": silent_leads.of_dealers,
    "signing_key": passes.sealed_keys,
    "stage_of_referral": referrals.stages,
    "venue": venues.see_many,
    "webhook_attempts": webhook_deliveries.attempts,
    "webhook_endpoint": webhook_endpoints.see_many,
    "webhook_endpoints_of": webhook_endpoints.of_dealers,
    "web_forms_of_dealer": web_forms.of_dealers,
}

_PAGE_DOORS: dict[str, PageDoor] = {
    "check_ins_at": check_ins.pages_at,
    "conflicts_at": conflicts.pages_at,
    "leads_of": leads.pages,
    "own_points_entries": points.own_pages,
    "own_registrations": registrations.own_pages,
    "registrations_at": registrations.pages_at,
}


class PageLoader:
    """Pages of lists: all that are asked for at once are read together, with what is asked for."""

    def __init__(self, door: Callable[[list[Excerpt], Asked], Awaitable[Excerpts]]) -> None:
        self._asked: list[Asked] = []
        self._pages: DataLoader[Excerpt, Any] = DataLoader(partial(_read, door, self._asked))

    async def load(self, excerpt: Excerpt, asked: Asked) -> Page[Any] | None:
        """The page, None where it is not for the viewer."""
        if not any(asked is known for known in self._asked):
            self._asked.append(asked)
        page: Page[Any] | None = await self._pages.load(excerpt)
        return page


class Loaders:
    """One per request: it remembers what was loaded, and sees with one viewer's eyes.

    Each attribute is a loader, made when it is first asked for, since a request needs few.
    """

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def __getattr__(self, name: str) -> Any:
        if name in _DOORS:
            loader: Any = DataLoader(load_fn=_through(_DOORS[name], self._viewer))
        elif name in _PAGE_DOORS:
            loader = PageLoader(partial(_PAGE_DOORS[name], self._viewer))
        else:
            raise AttributeError(name)
        setattr(self, name, loader)
        return loader


async def _read(
    door: Callable[[list[Excerpt], Asked], Awaitable[Excerpts]],
    asked: list[Asked],
    wanted: list[Excerpt],
) -> list[Any]:
    pages = await door(wanted, reduce(both, asked))
    return [pages.get(excerpt) for excerpt in wanted]


def _through(door: Door, viewer: Viewer) -> Callable[[list[Any]], Awaitable[list[Any]]]:
    """Without a way back to the loaders: they go with their request, and wait for no collector."""

    async def load(keys: list[Any]) -> list[Any]:
        found = await door(viewer, keys)
        return [found.get(key) for key in keys]

    return load
