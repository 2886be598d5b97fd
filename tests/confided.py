"""All that a dealer keeps of its people, with words in it that nobody else may ever read."""

from dataclasses import dataclass
from uuid import UUID

from models import (
    clock,
    database,
    ids,
    lead_merging,
    lead_timelines,
    web_forms,
    webhook_endpoints,
)
from models.access.viewer import Viewer
from models.adf_addresses import AdfAddress
from models.communities import JoinPolicy
from models.contacts import Contact
from models.dealers import Dealer
from models.grants import Role
from models.handovers.rows import HandoverState
from models.lead_activities import ActivityKind
from models.lead_changes import LeadChangeKind, record
from models.lead_exports import ExportFormat, making
from models.lead_exports.making import Order
from models.lead_feed import LEADS
from models.lead_imports import LeadImport, LeadImportRow
from models.lead_merging import LeadMerge
from models.leads import Lead, LeadState
from models.numbered import relay
from models.routing.rules import Rule, Territory
from models.touches import LeadSource, Touch
from models.webhook_deliveries.rows import WebhookDelivery, WebhookEvent
from schema.nodes import encode
from tests import communities, handovers, people, prospects, routed, showrooms
from tests.house import SEAL
from tests.postbox import Postbox
from tests.webhooks import RULES

NEEDLES = ("needle", "13800990099")
"""What no answer to anybody else may hold, in any letters."""

ADDRESS = "https://pin.dealer.example/"
"""Where the dealer's webhooks go, which the brand's own staff may know too."""


@dataclass(frozen=True, slots=True)
class Confided:
    """A dealer's own rows by type, and who has to do with the dealer."""

    rows: dict[str, UUID]
    dora: Viewer
    fred: Viewer

    @property
    def ids(self) -> dict[str, str]:
        """The global id of each row, by its type."""
        return {kind: encode(kind, row_id) for kind, row_id in self.rows.items()}


async def confided() -> Confided:
    """A dealer with a lead in the midst of its life; Fred, who worked on it, still does."""
    at = await prospects.scene("Harbour Motors", "Other Cars")
    dealer = at.dealer
    await Dealer.filter(id=dealer.id).update(zone="Asia/Shanghai")
    await dealer.refresh_from_db()
    await routed.rules(Rule("Own", Territory.RELATION), fallback=[dealer])
    dora = await people.with_role("Dora", Role.DEALER_MANAGER, dealer.id)
    fred = await prospects.staff(dealer, "Fred")
    for one in (dora, fred):
        await routed.put(dealer, await people.member("Dora" if one is dora else "Fred"))
    seat = await prospects.guest(at, "Mia")
    consent = await prospects.consented(seat, dealer)
    lead, merged = [
        await Lead.create(id=ids.new(), dealer=dealer, contact_id=seat.contact_id, event=at.event)
        for _ in range(2)
    ]
    offer = await showrooms.offer(dealer)
    with clock.injected(lambda: showrooms.NOW):
        booked = await showrooms.book(offer, "Mia")
    await routed.assign([lead.id])
    await record(LeadChangeKind.CAPTURED, [lead.id, merged.id])
    gina = await people.member("Gina")
    group = await communities.group("Night Drivers", gina, JoinPolicy.INVITE)
    handover = await handovers.handover(group, dealer, HandoverState.PROPOSED)
    rows = {
        **await _worked_on(lead, fred),
        **await _sent_on(lead, fred),
        "Lead": lead.id,
        "Group": group.id,
        "Handover": handover.id,
        "Appointment": booked.id,
        "AppointmentOffer": offer.id,
        "Consent": consent.id,
        "Seat": seat.id,
        "Registration": seat.registration_id,
        "LeadMerge": (await _merge(lead, merged, fred.as_member())).id,
    }
    await Contact.all().update(
        name="Needle Wang", phone="+8613800990099", email="needle@wang.example"
    )
    await AdfAddress.create(dealer_id=dealer.id, address="needle@crm.example", language="en")
    await relay.number(LEADS)
    await Postbox().fetch()
    public = {"Dealer": dealer.id, "Event": at.event.id, "Member": dora.as_member()}
    return Confided({**rows, **public}, dora, fred)


async def _worked_on(lead: Lead, fred: Viewer) -> dict[str, UUID]:
    by = fred.as_member()
    async with database.transaction():
        await lead.move(LeadState.ACKNOWLEDGED, "Needle reason", by=by)
        await lead_timelines.note(
            lead, ActivityKind.NOTE, "Needle note", has_reached=False, mentions=[by], by=by
        )
        task = await lead_timelines.plan(lead, "Needle task", prospects.DOORS, by, by=by)
        export = await making.create(lead.dealer_id, Order(ExportFormat.CSV), language="en", by=by)
        dealer = await Dealer.get(id=lead.dealer_id)
        form = await web_forms.create(dealer, by=by, name="Our page")
    brought = await LeadImport.create(dealer_id=lead.dealer_id, by_id=by)
    await LeadImportRow.create(
        brought=brought, place=0, prospect_id="needle-17", source="Needle CRM", lead_id=lead.id
    )
    return {
        "LeadTask": task.id, "LeadExport": export.id, "LeadImport": brought.id, "WebForm": form.id,
    }  # fmt: skip


async def _sent_on(lead: Lead, fred: Viewer) -> dict[str, UUID]:
    async with database.transaction():
        endpoint = await webhook_endpoints.create(
            await Dealer.get(id=lead.dealer_id), ADDRESS, "Our CRM",
            by=fred.as_member(), rules=RULES, seal=SEAL,
        )  # fmt: skip
    sent = await WebhookDelivery.create(
        endpoint=endpoint, event=WebhookEvent.LEAD_CAPTURED, lead_id=lead.id, seq=1
    )
    return {"WebhookEndpoint": endpoint.id, "WebhookDelivery": sent.id}


async def _merge(lead: Lead, merged: Lead, by: UUID) -> LeadMerge:
    for one in (lead, merged):
        await Touch.create(
            lead_id=one.id, dealer_id=one.dealer_id, contact_id=one.contact_id,
            source=LeadSource.WEB_FORM, ref=ids.new(), at=prospects.DOORS, content="Needle content",
        )  # fmt: skip
    async with database.transaction():
        return await lead_merging.merge(lead, merged, by=by)
