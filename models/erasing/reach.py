"""The reach: of every table, which rows are a person's, what is told of them, what erasure does.

This is the one list that export and erasure go by. A new table has to join it: as `Reached`, or in
NOBODYS where none of its rows is about a person. A test walks every table and says what is missing.
"""

from tortoise.expressions import Q

from models.audit import AuditEntry
from models.check_ins import CheckIn
from models.comments import Comment
from models.communities import Community
from models.conflicts import Conflict
from models.contacts import Contact
from models.erasing.at_dealers import AT_DEALERS
from models.erasing.people import GONE, Person
from models.erasing.reached import DROPPED, Emptied, Reached, Stays, by_address, by_member, by_seat
from models.erasing.rows import Erasure
from models.events import Event
from models.follows import Follow
from models.grants import Grant
from models.idempotency import IdempotencyKey
from models.mails import Mail, MailOptOut
from models.members import Member
from models.memberships import Membership
from models.notifications import Notification
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


def _by_author(person: Person) -> Q:
    return Q(author_id__in=person.member_ids)


def _in_the_log(person: Person) -> Q:
    return Q(subject_id__in=person.ids) | Q(actor_id__in=person.member_ids)


_LEDGER = Stays("the ledger is append-only, and its sums must go on holding")
_OTHERS = "others did it, who are not to be told on"
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
    Reached(Session, by_member, DROPPED, hides=["token_hash"]),
    Reached(SignInCode, by_address("email"), DROPPED, hides=["code_hash"]),
    Reached(Grant, by_member, Stays("who held which role, by id, explains what they did")),
    Reached(StaffPin, by_member, DROPPED, hides=["salt", "pin_hash"]),
    Reached(Erasure, by_member, Stays("that they were erased, by id"),
            untold="whoever reads it is not erased"),
    # What they say to each other.
    Reached(Post, _by_author, Emptied({"text": "", "hidden_reason": ""})),
    Reached(Comment, _by_author, Emptied({"text": "", "hidden_reason": ""})),
    Reached(Picture, lambda p: Q(owner_id__in=p.member_ids), DROPPED),
    Reached(Reaction, by_member, Stays("counts under posts, by id")),
    Reached(Follow, lambda p: Q(follower_id__in=p.member_ids) | Q(followed_id__in=p.member_ids),
            DROPPED),
    Reached(Membership, by_member, Emptied({"reason": ""})),
    Reached(Community, lambda p: Q(founder_id__in=p.member_ids),
            Stays("the group is its members' and was handed on or archived")),
    Reached(Report, lambda p: Q(reporter_id__in=p.member_ids), Emptied({"reason": ""})),
    Reached(Report, lambda p: Q(subject_id__in=p.written_ids), Emptied({"reason": ""}),
            untold=_OTHERS),
    # Where they go.
    Reached(Event, lambda p: Q(host_id__in=p.member_ids), Stays("the brand's programme")),
    Reached(Registration, by_member, Stays("who booked, by id: seats are counted by it")),
    Reached(Registration, lambda p: Q(inviter_id__in=p.member_ids),
            Stays("by whom others were invited, by id: they are counted"), untold=_OTHERS),
    Reached(Seat, lambda p: Q(contact_id__in=p.contact_ids)
            | Q(registration_id__in=p.registration_ids), Stays("seats are counted")),
    Reached(Contact, lambda p: Q(id__in=p.guest_ids),
            Stays("guests are people of their own, who are erased when they wish")),
    Reached(Pass, by_seat, Stays("a number and a time, by which forged ones are known")),
    Reached(CheckIn, by_seat, Stays("attendance counts, by seat")),
    Reached(Presence, by_seat, _DOOR),
    Reached(Scan, by_seat, Emptied({"override_reason": ""}), hides=["token"]),
    Reached(Conflict, by_seat, Emptied({"note": ""})),
    *AT_DEALERS,
    # What they earned.
    Reached(Deed, by_member, _LEDGER),
    Reached(PointsAccount, by_member, _LEDGER),
    Reached(PointsEntry, by_member, _LEDGER),
    # What was sent to them, and what is kept of their calls.
    Reached(Mail, by_address("to_address"), DROPPED),
    Reached(MailOptOut, by_address("address"), DROPPED),
    Reached(Notification, by_member, DROPPED),
    Reached(IdempotencyKey, lambda p: Q(actor__in=p.actors), DROPPED,
            untold="marks of calls that were made, without what was said in them"),
    Reached(PairingCode, lambda p: Q(created_by_id__in=p.member_ids),
            Stays("which of the staff let a device in, by id"), hides=["code_hash"]),
    Reached(AuditEntry, _in_the_log, Stays("who did what, by id; words are struck out of it"),
            untold="the brand's log of its own staff"),
)  # fmt: skip
"""In this order they are told, and erased."""

NOBODYS = {
    "adf_addresses": "where dealers' systems get mail",
    "appointment_offers": "when dealers can be visited",
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
    "handovers": "which communities go to which dealers",
    "heard_batches": "what an edge passes on, on the edge alone, emptied when it has",
    "lead_questions": "what dealers ask everybody",
    "livestream_dealers": "companies in livestreams",
    "outbox_messages": "ids of rows that changed, for a week; words are struck out of them",
    "payment_notices": "what payment providers said, by reference",
    "receipt_keys": "the brand's keys",
    "routing_facts": "dealers and their rosters, by id",
    "routing_rules": "the brand's rules",
    "routing_turns": "whose turn it is, by id",
    "scan_undos": "which scans tablets took back",
    "series": "the brand's programme",
    "signing_keys": "the brand's keys",
    "venues": "the brand's houses",
    "web_enquiries": "that a form was filled in, by which",
    "web_forms": "forms of dealers' pages",
    "webhook_attempts": "how dealers' software answered",
    "webhook_endpoints": "dealers' software",
}
"""Tables without a row that is a person's, and what they hold instead."""
