"""The schema, put together from the root fields of every noun."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import get_object_definition

from resolvers.adf import AdfMutation
from resolvers.appointments import AppointmentMutation
from resolvers.audit import AuditQuery
from resolvers.circles import CircleMutation, CircleQuery
from resolvers.comments import CommentMutation
from resolvers.conflicts import ConflictMutation
from resolvers.consents import ConsentMutation, ConsentQuery
from resolvers.dealers import DealerMutation, DealerQuery
from resolvers.devices import DeviceMutation, DeviceQuery
from resolvers.door_views import DoorViewSubscription
from resolvers.doors import DoorFeedSubscription, DoorMutation
from resolvers.edges import EdgeMutation
from resolvers.erasing import ErasingMutation, ErasingQuery
from resolvers.events import EventMutation, EventQuery
from resolvers.follows import FollowMutation
from resolvers.funnels import FunnelQuery
from resolvers.gates import GateMutation
from resolvers.grants import GrantMutation, GrantQuery
from resolvers.groups import GroupMutation, GroupQuery
from resolvers.halls import HallMutation
from resolvers.handovers import HandoverMutation, HandoverQuery
from resolvers.lead_exports import LeadExportMutation
from resolvers.lead_fallbacks import LeadFallbackMutation
from resolvers.lead_feed import LeadFeedMutation, LeadFeedSubscription
from resolvers.lead_imports import LeadImportMutation
from resolvers.lead_mail import LeadMailMutation
from resolvers.lead_merging import LeadMergingMutation
from resolvers.lead_questions import LeadQuestionMutation
from resolvers.lead_timelines import LeadTimelineMutation
from resolvers.leads import LeadMutation, LeadQuery
from resolvers.livestream_codes import LivestreamCodeMutation
from resolvers.members import MemberMutation, MemberQuery
from resolvers.memberships import MembershipMutation
from resolvers.nodes import NodeQuery
from resolvers.notifications import NotificationMutation
from resolvers.passes import PassMutation, PassQuery
from resolvers.points import PointsMutation, PointsQuery
from resolvers.posts import PostMutation, PostQuery
from resolvers.rates import RateQuery
from resolvers.reactions import ReactionMutation
from resolvers.referrals import ReferralMutation, ReferralQuery
from resolvers.registrations import RegistrationMutation
from resolvers.reports import ReportMutation, ReportQuery
from resolvers.rosters import RosterMutation
from resolvers.routing.asking import RoutingMutation, RoutingQuery
from resolvers.routing.rules import RoutingRulesMutation, RoutingRulesQuery
from resolvers.scans import ScanMutation
from resolvers.scheduling import SchedulingMutation
from resolvers.seats import SeatMutation
from resolvers.series import SeriesMutation
from resolvers.sign_in import SignInMutation
from resolvers.silent_leads import SilentLeadQuery
from resolvers.staff_pins import StaffPinMutation
from resolvers.venues import VenueMutation, VenueQuery
from resolvers.web_enquiries import WebEnquiryMutation
from resolvers.web_forms import WebFormMutation, WebFormQuery
from resolvers.webhook_deliveries import WebhookDeliveryMutation
from resolvers.webhook_endpoints import WebhookEndpointMutation
from schema.communities import Circle, Group
from schema.scalars import DateTime, Uuid

_QUERIES = (
    AuditQuery,
    CircleQuery,
    ConsentQuery,
    DealerQuery,
    DeviceQuery,
    ErasingQuery,
    EventQuery,
    FunnelQuery,
    GrantQuery,
    GroupQuery,
    HandoverQuery,
    LeadQuery,
    MemberQuery,
    NodeQuery,
    PassQuery,
    PointsQuery,
    PostQuery,
    RateQuery,
    ReferralQuery,
    ReportQuery,
    SilentLeadQuery,
    RoutingQuery,
    RoutingRulesQuery,
    VenueQuery,
    WebFormQuery,
)
_MUTATIONS = (
    AppointmentMutation,
    AdfMutation,
    CircleMutation,
    CommentMutation,
    ConflictMutation,
    ConsentMutation,
    DealerMutation,
    DeviceMutation,
    DoorMutation,
    EdgeMutation,
    ErasingMutation,
    EventMutation,
    FollowMutation,
    GateMutation,
    GrantMutation,
    GroupMutation,
    HallMutation,
    HandoverMutation,
    LeadExportMutation,
    LeadImportMutation,
    LeadFallbackMutation,
    LeadFeedMutation,
    LeadMutation,
    LeadMailMutation,
    LeadMergingMutation,
    LeadQuestionMutation,
    LeadTimelineMutation,
    LivestreamCodeMutation,
    MemberMutation,
    MembershipMutation,
    NotificationMutation,
    PassMutation,
    PointsMutation,
    PostMutation,
    ReactionMutation,
    ReferralMutation,
    RegistrationMutation,
    ReportMutation,
    RosterMutation,
    RoutingMutation,
    RoutingRulesMutation,
    ScanMutation,
    SchedulingMutation,
    SeatMutation,
    SeriesMutation,
    SignInMutation,
    StaffPinMutation,
    VenueMutation,
    WebhookDeliveryMutation,
    WebhookEndpointMutation,
    WebEnquiryMutation,
    WebFormMutation,
)


def _root(name: str, nouns: tuple[type, ...], description: str) -> type:
    root = merge_types(name, nouns)
    get_object_definition(root, strict=True).description = description
    return root


def _mutations() -> type:
    root = _root(
        "Mutation",
        _MUTATIONS,
        "What can be done. Each but `scanBatchSubmit` and `scanRelay` takes an `idempotencyKey` of"
        " the client's own making, 1 to 128 characters: the same input with the same key is done"
        " once and answered the same, for 30 days; another input with the same key is refused.",
    )
    for field in get_object_definition(root, strict=True).fields:
        for argument in field.arguments:
            argument.description = "All that is said, in one object."
    return root


Query = _root("Query", _QUERIES, "What can be read.")
Mutation = _mutations()
Subscription = _root(
    "Subscription",
    (DoorFeedSubscription, DoorViewSubscription, LeadFeedSubscription),
    "What can be followed as it happens.",
)

_CONFIG = StrawberryConfig(scalar_map={datetime: DateTime, UUID: Uuid})

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Circle, Group],
    config=_CONFIG,
)


def schema_of_the_door() -> strawberry.Schema:
    """What tablets ask, which is all that an edge answers: nothing in it needs a member."""
    return strawberry.Schema(
        query=_root("Query", (DeviceQuery, RateQuery), "What can be read."),
        mutation=_root("Mutation", (ScanMutation,), "What can be done."),
        subscription=_root("Subscription", (DoorFeedSubscription,), "What can be followed."),
        types=[Circle, Group],
        config=_CONFIG,
    )
