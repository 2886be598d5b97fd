"""`node`: any object again by its global id, through the door of its noun."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from models.access import (
    appointments,
    audit,
    check_ins,
    comments,
    communities,
    conflicts,
    consents,
    dealers,
    devices,
    edges,
    events,
    gates,
    grants,
    halls,
    handovers,
    lead_exports,
    lead_imports,
    leads,
    livestream_codes,
    members,
    memberships,
    notifications,
    pictures,
    points,
    posts,
    referrals,
    registrations,
    reports,
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
from schema import nodes
from schema.context import Info
from schema.nodes import Node

DOORS: dict[str, Callable[[Viewer, UUID], Awaitable[Any]]] = {
    "Appointment": appointments.see,
    "AppointmentOffer": appointments.see_offer,
    "AuditEntry": audit.see,
    "CheckIn": check_ins.see,
    "Circle": communities.see,
    "Comment": comments.see,
    "Conflict": conflicts.see,
    "Consent": consents.see,
    "Dealer": dealers.see,
    "Device": devices.see,
    "Edge": edges.see,
    "EarningRule": points.see_rule,
    "Event": events.see,
    "Gate": gates.see,
    "Grant": grants.see,
    "Group": communities.see,
    "Hall": halls.see,
    "Handover": handovers.see,
    "Lead": leads.see,
    "LeadExport": lead_exports.see,
    "LeadImport": lead_imports.see,
    "LeadMerge": leads.see_merge,
    "LeadTask": leads.see_task,
    "LivestreamCode": livestream_codes.see,
    "Member": members.see,
    "Membership": memberships.see,
    "Notification": notifications.see,
    "Picture": pictures.see,
    "PointsEntry": points.see_entry,
    "Post": posts.see,
    "Referral": referrals.see,
    "ReferralCode": referrals.see_code,
    "Registration": registrations.see,
    "Report": reports.see,
    "RoutingDecision": routing.see_decision,
    "RoutingRules": routing.see_rules,
    "Seat": seats.see,
    "Series": series.see,
    "SilentLead": silent_leads.see,
    "Venue": venues.see,
    "WebhookDelivery": webhook_deliveries.see,
    "WebhookEndpoint": webhook_endpoints.see,
    "WebForm": web_forms.see,
}


@strawberry.type
class NodeQuery:
    """Root fields to read."""

    @strawberry.field(description="The object with this id; null where there is none for you.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")],
    ) -> Node | None:
        found = nodes.decode(id)
        if found is None or found[0] not in DOORS:
            return None
        kind, row_id = found
        return cast(Node | None, await DOORS[kind](info.context.viewer, row_id))
