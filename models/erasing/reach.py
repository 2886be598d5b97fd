"""The reach: of every table, which rows are a person's, what is told of them, what erasure does.

This is the one list that export and erasure go by. A new table has to join it: as `Reached`, or in
NOBODYS where none of its rows is about a person. A test walks every table and says what is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q, Subquery

from models.audit import AuditEntry
from models.check_ins import CheckIn
from models.comments import Comment
from models.communities import Community
from models.conflicts import Conflict
from models.consent_receipts import ConsentReceipt
from models.consents import Consent
from models.contacts import Contact
from models.erasing.people import GONE, Person
from models.erasing.rows import Erasure
from models.events import Event
from models.follows import Follow
from models.grants import Grant
from models.idempotency import IdempotencyKey
from models.lead_activities import LeadActivity, LeadMention
from models.lead_changes import LeadChange
from models.lead_clocks import LeadEscalation
from models.lead_identities import LeadIdentity
from models.lead_merging import LeadMerge
from models.lead_timelines import LeadTask
from models.leads import Lead, LeadMove
from models.mails import Mail, MailOptOut
from models.members import Member
from models.memberships import Membership
from models.notifications import Notification
from models.noun import Noun
from models.pairing_codes import PairingCode
from models.passes import Pass
from models.pictures.uploads import Picture
from models.points.deeds import Deed
from models.points.ledger import PointsAccount, PointsEntry
from models.posts import Post
from models.presences import Presence
from models.reactions import Reaction
from models.registrations import Registration
from models.reports import Report
from models.scans.rows import Scan
from models.seats import Seat
from models.sessions import Session
from models.sign_in import SignInCode
from models.staff_pins import StaffPin
from models.stand_leads.rows import StandLead
from models.touches import Touch


@dataclass(frozen=True, slots=True)
class Dropped:
    """The rows go."""


@dataclass(frozen=True, slots=True)
class Emptied:
    """The rows stay, and these columns are as said; a function is asked for each row's value."""

    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stays:
    """The rows stay as they are, for they hold ids alone; `why` says what they are needed for."""

    why: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows of a table that are a person's.

    They are told to the person but for the columns in `hides`, unless `untold` says why not.
    """

    table: type[Noun]
    of: Callable[[Person], Q]
    erased: Dropped | Emptied | Stays
    hides: Sequence[str] = ()
    untold: str = ""


def _by_member(person: Person) -> Q:
    return Q(member_id__in=person.member_ids)


def _by_contact(person: Person) -> Q:
    return Q(contact_id__in=person.contact_ids)


def _by_seat(person: Person) -> Q:
    return Q(seat_id__in=person.seat_ids)


def _by_lead(person: Person) -> Q:
    return Q(lead_id__in=person.lead_ids)


def _merged(person: Person) -> Q:
    return Q(into_id__in=person.lead_ids) | Q(merged_id__in=person.lead_ids)


def _by_author(person: Person) -> Q:
    return Q(author_id__in=person.member_ids)


def _by_address(column: str) -> Callable[[Person], Q]:
    def of(person: Person) -> Q:
        those: dict[str, Any] = {f"{column}__in": person.words.addresses}
        return Q(**those)

    return of


def _heard_at_stands(person: Person) -> Q:
    return (
        _by_contact(person)
        | _by_seat(person)
        | Q(email__in=person.words.addresses, contact_id=None)
    )


def _known_by(person: Person) -> Q:
    """Others may go by the same number: what their leads are known by stays."""
    values = [
        *(f"tel:{phone}" for phone in person.words.phones),
        *(f"mailto:{address}" for address in person.words.addresses),
    ]
    return Q(lead_id__in=person.lead_ids) | Q(lead_id=None, value__in=values)


def _in_the_log(person: Person) -> Q:
    return Q(subject_id__in=person.ids) | Q(actor_id__in=person.member_ids)


_DROPPED = Dropped()
_LEDGER = Stays("the ledger is append-only, and its sums must go on holding")
_DOOR = Stays("what the door concluded, by seat")

REACHED = (
    # Who they are.
    Reached(Member, lambda p: Q(id__in=p.member_ids), Emptied({
        "email": lambda member: f"{member.id}@{GONE}", "name": "", "phone": "", "city": "",
        "biography": "", "avatar_id": None, "suspended_until": None,
        "suspended_reason": "",
    })),
    Reached(Contact, lambda p: Q(id__in=p.contact_ids), Emptied({
        "name": "", "phone": "", "email": "",
    })),
    Reached(Session, _by_member, _DROPPED, hides=["token_hash"]),
    Reached(SignInCode, _by_address("email"), _DROPPED, hides=["code_hash"]),
    Reached(Grant, _by_member, Stays("who held which role, by id, explains what they did")),
    Reached(StaffPin, _by_member, _DROPPED, hides=["salt", "pin_hash"]),
    Reached(Erasure, _by_member, Stays("that they were erased, by id"),
            untold="whoever reads it is not erased"),
    # What they say to each other.
    Reached(Post, _by_author, Emptied({"text": "", "hidden_reason": ""})),
    Reached(Comment, _by_author, Emptied({"text": "", "hidden_reason": ""})),
    Reached(Picture, lambda p: Q(owner_id__in=p.member_ids), _DROPPED),
    Reached(Reaction, _by_member, Stays("counts under posts, by id")),
    Reached(Follow, lambda p: Q(follower_id__in=p.member_ids) | Q(followed_id__in=p.member_ids),
            _DROPPED),
    Reached(Membership, _by_member, Emptied({"reason": ""})),
    Reached(Community, lambda p: Q(founder_id__in=p.member_ids),
            Stays("the group is its members' and was handed on or archived")),
    Reached(Report, lambda p: Q(reporter_id__in=p.member_ids), Emptied({"reason": ""})),
    Reached(Report, lambda p: Q(subject_id__in=p.written_ids), Emptied({"reason": ""}),
            untold="others said it, who are not to be told on"),
    # Where they go.
    Reached(Event, lambda p: Q(host_id__in=p.member_ids), Stays("the brand's programme")),
    Reached(Registration, _by_member, Stays("who booked, by id: seats are counted by it")),
    Reached(Seat, lambda p: Q(contact_id__in=p.contact_ids)
            | Q(registration_id__in=p.registration_ids), Stays("seats are counted")),
    Reached(Contact, lambda p: Q(id__in=p.guest_ids),
            Stays("guests are people of their own, who are erased when they wish")),
    Reached(Pass, _by_seat, Stays("a number and a time, by which forged ones are known")),
    Reached(CheckIn, _by_seat, Stays("attendance counts, by seat")),
    Reached(Presence, _by_seat, _DOOR),
    Reached(Scan, _by_seat, Emptied({"override_reason": ""}), hides=["token"]),
    Reached(Conflict, _by_seat, Emptied({"note": ""})),
    # What dealers may know.
    Reached(Consent, lambda p: Q(subject__in=p.pseudonyms),
            Emptied({"receipt": "", "signature": None})),
    Reached(ConsentReceipt, lambda p: Q(consent_id__in=Subquery(
        Consent.filter(subject__in=p.pseudonyms).values("id"))), Emptied({"salt": ""})),
    Reached(Lead, _by_contact, Emptied({"answers": [], "lost_reason": ""}),
            hides=["state", "lost_reason"]),
    Reached(Touch, _by_contact, Emptied({"answers": []})),
    Reached(LeadIdentity, _known_by, _DROPPED, untold="by what else is told of them a dealer's"
            " lead is known again"),
    Reached(LeadActivity, _by_lead, Emptied({"text": ""}),
            untold="the dealer's own notes"),
    Reached(LeadTask, _by_lead, Emptied({"title": ""}), untold="the dealer's own work"),
    Reached(LeadMention, _by_member, Stays("which colleague was told of a note, by id"),
            untold="the dealer's own work"),
    Reached(LeadEscalation, _by_lead, Stays("that a dealer was silent, by id"),
            untold="the dealer's own work"),
    Reached(LeadMerge, _merged, Stays("what went over from one lead to another, by id"),
            untold="how a dealer's leads became one"),
    Reached(LeadMove, _by_lead, Emptied({"note": ""}),
            untold="the dealer's own notes"),
    Reached(LeadChange, _by_lead, Stays("the feed has no gaps"),
            untold="when a dealer's feed told of a lead"),
    Reached(StandLead, _heard_at_stands, Emptied({
        "token": "", "name": "", "phone": "", "email": "", "answers": [], "receipt": "",
        "signature": b"",
    }), hides=["token"]),
    # What they earned.
    Reached(Deed, _by_member, _LEDGER),
    Reached(PointsAccount, _by_member, _LEDGER),
    Reached(PointsEntry, _by_member, _LEDGER),
    # What was sent to them, and what is kept of their calls.
    Reached(Mail, _by_address("to_address"), _DROPPED),
    Reached(MailOptOut, _by_address("address"), _DROPPED),
    Reached(Notification, _by_member, _DROPPED),
    Reached(IdempotencyKey, lambda p: Q(actor__in=p.actors), _DROPPED,
            untold="marks of calls that were made, without what was said in them"),
    Reached(PairingCode, lambda p: Q(created_by_id__in=p.member_ids),
            Stays("which of the staff let a device in, by id"), hides=["code_hash"]),
    Reached(AuditEntry, _in_the_log, Stays("who did what, by id; words are struck out of it"),
            untold="the brand's log of its own staff"),
)  # fmt: skip
"""In this order they are told, and erased."""

NOBODYS = {
    "bookings": "the brand's halls",
    "community_tags": "what circles are about",
    "consent_texts": "the words that everybody is asked with",
    "dealers": "companies",
    "device_assignments": "the brand's tablets",
    "devices": "the brand's tablets",
    "door_changes": "which seats changed, by id",
    "doors": "the brand's gates",
    "earning_rules": "the brand's rules",
    "edges": "the brand's computers",
    "event_dealers": "companies at events",
    "gates": "the brand's gates",
    "halls": "the brand's halls",
    "heard_batches": "what an edge passes on, on the edge alone, emptied when it has",
    "lead_questions": "what dealers ask everybody",
    "outbox_messages": "ids of rows that changed, for a week; words are struck out of them",
    "receipt_keys": "the brand's keys",
    "scan_undos": "which scans tablets took back",
    "series": "the brand's programme",
    "signing_keys": "the brand's keys",
    "venues": "the brand's houses",
}
"""Tables without a row that is a person's, and what they hold instead."""
