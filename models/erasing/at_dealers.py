"""What dealers may know of a person: the part of the reach that is about leads."""

from functools import reduce
from operator import or_

from tortoise.expressions import Q, Subquery

from models.adf_sendings import AdfSending
from models.appointments.payments import Payment
from models.appointments.rows import Appointment, AppointmentStep
from models.consent_receipts import ConsentReceipt
from models.consents import Consent
from models.erasing.people import Person
from models.erasing.reached import (
    DROPPED,
    Emptied,
    Reached,
    Stays,
    by_contact,
    by_lead,
    by_member,
    by_seat,
)
from models.handovers.rows import HandoverStep
from models.lead_activities import LeadActivity, LeadMention
from models.lead_changes import LeadChange
from models.lead_clocks import LeadEscalation
from models.lead_digests import LeadDigest
from models.lead_exports.rows import LeadExport, LeadExportEntry, LeadExportPart
from models.lead_fallbacks import LeadFallback
from models.lead_identities import LeadIdentity
from models.lead_imports.rows import LeadImport, LeadImportRow
from models.lead_mail import LeadMail
from models.lead_merging import LeadMerge
from models.lead_timelines import LeadTask
from models.leads import Lead, LeadMove
from models.livestream_codes import LivestreamClaim, LivestreamCode
from models.referrals.codes import ReferralCode
from models.referrals.rows import Referral, ReferralStep
from models.rosters import RosterEntry
from models.routing.rows import LeadRouting, RoutingDecision
from models.stand_leads.rows import StandLead
from models.touches import Touch
from models.webhook_deliveries.rows import WebhookDelivery


def _merged(person: Person) -> Q:
    return Q(into_id__in=person.lead_ids) | Q(merged_id__in=person.lead_ids)


def _heard_at_stands(person: Person) -> Q:
    """What was refused has no contact: it is theirs by their address, however that was typed.

    Of who has no account it is by their number too, which an operator has looked at.
    """
    said = [Q(email__iexact=address) for address in person.words.addresses]
    said += [] if person.member_ids else [Q(phone__in=person.words.phones)]
    refused = reduce(or_, said, Q(id__in=[])) & Q(contact_id=None)
    return by_contact(person) | by_seat(person) | refused


def _known_by(person: Person) -> Q:
    """Others may go by the same number: what their leads are known by stays."""
    values = [
        *(f"tel:{phone}" for phone in person.words.phones),
        *(f"mailto:{address}" for address in person.words.addresses),
    ]
    return (
        Q(lead_id__in=person.lead_ids)
        | Q(value__in=person.known_by)
        | Q(lead_id=None, value__in=values)
    )


def _of_appointment(person: Person) -> Q:
    made = Appointment.filter(
        Q(contact_id__in=person.contact_ids) | Q(member_id__in=person.member_ids)
    )
    return Q(appointment_id__in=Subquery(made.values("id")))


def _in_export(person: Person) -> Q:
    held = LeadExportEntry.filter(lead_id__in=person.lead_ids)
    return Q(export_id__in=Subquery(held.values("export_id")))


def _of_referral(person: Person) -> Q:
    known = Referral.filter(
        Q(inviter_id__in=person.member_ids) | Q(invitee_id__in=person.member_ids)
    )
    return Q(referral_id__in=Subquery(known.values("id")))


_ERASED = "…"
"""What stands for words where there must be some."""

_OWN_WORK = "the dealer's own work"

AT_DEALERS = (
    Reached(Consent, lambda p: Q(subject__in=p.pseudonyms),
            Emptied({"receipt": "", "signature": None})),
    Reached(ConsentReceipt, lambda p: Q(consent_id__in=Subquery(
        Consent.filter(subject__in=p.pseudonyms).values("id"))), Emptied({"salt": ""})),
    Reached(Lead, by_contact, Emptied({
        "answers": [], "lost_reason": lambda lead: lead.lost_reason and _ERASED,
    }),
            hides=["state", "lost_reason"]),
    Reached(Touch, by_contact, Emptied({"answers": []})),
    Reached(Touch, lambda p: Q(referrer_id__in=p.member_ids),
            Stays("by whom others were brought, by id"), untold="it is of others, who came"),
    Reached(LeadIdentity, _known_by, DROPPED, untold="by what else is told of them a dealer's"
            " lead is known again"),
    Reached(LeadActivity, by_lead, Emptied({"text": ""}),
            untold="the dealer's own notes"),
    Reached(LeadTask, by_lead, Emptied({"title": ""}), untold=_OWN_WORK),
    Reached(LeadMention, by_member, Stays("which colleague was told of a note, by id"),
            untold=_OWN_WORK),
    Reached(LeadEscalation, by_lead, Stays("that a dealer was silent, by id"),
            untold=_OWN_WORK),
    Reached(LeadFallback, by_lead, Stays("that a dealer's software was dead, by id"),
            untold=_OWN_WORK),
    Reached(LeadMerge, _merged, Stays("what went over from one lead to another, by id"),
            untold="how a dealer's leads became one"),
    Reached(LeadMove, by_lead, Emptied({"note": ""}),
            untold="the dealer's own notes"),
    Reached(LeadChange, by_lead, Stays("the feed has no gaps"),
            untold="when a dealer's feed told of a lead"),
    Reached(StandLead, _heard_at_stands, Emptied({
        "token": "", "name": "", "phone": "", "email": "", "answers": [], "receipt": "",
        "signature": b"",
    }), hides=["token"]),
    Reached(AdfSending, by_lead, Stays("which of the dealer's systems had a lead, by id"),
            untold=_OWN_WORK),
    Reached(LeadExportPart, _in_export, DROPPED, untold="a dealer's file, which goes as a whole"),
    Reached(LeadExportEntry, by_lead, Stays("which leads a file held, by id"), untold=_OWN_WORK),
    Reached(LeadExport, lambda p: Q(by_id__in=p.member_ids),
            Stays("who of the staff took leads out, by id")),
    Reached(LeadImport, lambda p: Q(by_id__in=p.member_ids),
            Stays("who of the staff brought leads in, by id")),
    Reached(LeadImportRow, by_lead, Emptied({"prospect_id": "", "source": ""}), untold=_OWN_WORK),
    Reached(LeadRouting, by_lead, Stays("why somebody of the staff got a lead, by id"),
            untold=_OWN_WORK),
    Reached(RoutingDecision, lambda p: Q(lead_id__in=p.lead_ids)
            | Q(asked_by_id__in=p.member_ids), Emptied({"interest": {}, "asked_by_id": None}),
            untold="how a dealer was chosen"),
    Reached(RosterEntry, by_member, DROPPED),
    Reached(LivestreamCode, lambda p: Q(host_id__in=p.member_ids),
            Stays("which livestream leads came of, by id")),
    Reached(LivestreamClaim, by_member, Stays("each code counts once, by id")),
    Reached(HandoverStep, lambda p: Q(actor_id__in=p.member_ids), Emptied({"reason": ""})),
    Reached(LeadMail, by_member, DROPPED),
    Reached(LeadDigest, by_member, DROPPED, untold=_OWN_WORK),
    Reached(WebhookDelivery, by_lead, Stays("what the dealer's software was told of, by id"),
            untold=_OWN_WORK),
    # What they booked, and whom they brought.
    Reached(AppointmentStep, _of_appointment, Emptied({"note": ""})),
    Reached(Payment, _of_appointment, Emptied({"address": ""})),
    Reached(Appointment, lambda p: Q(contact_id__in=p.contact_ids)
            | Q(member_id__in=p.member_ids), Stays("places are counted")),
    Reached(ReferralStep, _of_referral, Stays("what rewards follow from, by id")),
    Reached(Referral, lambda p: Q(inviter_id__in=p.member_ids)
            | Q(invitee_id__in=p.member_ids), Emptied({"verdict_reason": "", "shows_name": False}),
            hides=["verdict_reason"]),
    Reached(ReferralCode, by_member, DROPPED),
)  # fmt: skip
"""In this order they are told, and erased."""
