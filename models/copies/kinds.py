"""Which rows an edge's copy of an event holds, and which of their columns.

This is the whole of what leaves the house. There are no seeds of keys in it, no sessions, no
members' addresses, nothing of other events, and of a guest's phone number the last four digits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

LAST_DIGITS = 4

_VENUE = "(SELECT venue_id FROM events WHERE id = $1)"
_OVER_THE_DOOR = f"(role = 'OPERATOR' OR (role = 'VENUE_STAFF' AND scope_id = {_VENUE}))"
_DEALERS = "(SELECT dealer_id FROM event_dealers WHERE event_id = $1)"
_STAFF = f"(SELECT member_id FROM staff_pins WHERE venue_id = {_VENUE})"  # noqa: S608  ours
_HALLS = f"(SELECT id FROM halls WHERE venue_id = {_VENUE})"  # noqa: S608  likewise
_SEATS = "(SELECT id FROM seats WHERE event_id = $1)"


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one table: those where `of_event` holds, $1 being the event.

    `shown` are columns of which the copy holds an expression instead, `filled` those that an edge's
    table (on SQLite) must have and the copy does not, as SQL over the columns that it has. A row is
    known again by `key`. What the copy does not name is gone where `is_whole`. It `has_names` where
    they are unique, and two rows may have swapped theirs.
    """

    table: str
    of_event: str
    columns: Mapping[str, type]
    key: str = "id"
    shown: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False
    has_names: bool = False

    @property
    def query(self) -> str:
        """The statement that reads the rows, in an order of their own."""
        picked = ", ".join(self.shown.get(name, name) for name in self.columns)
        return f"SELECT {picked} FROM {self.table} WHERE {self.of_event} ORDER BY id"  # noqa: S608  all of it stands here


FEW = (
    Kind("venues", f"id = {_VENUE}", {
        "id": UUID, "name": str, "address": str, "city": str, "zone": str, "created_at": datetime,
    }, filled={"opening_hours": "'[]'"}),
    Kind("halls", f"venue_id = {_VENUE}", {
        "id": UUID, "venue_id": UUID, "name": str, "capacity": int,
    }, has_names=True),
    Kind("gates", f"hall_id IN {_HALLS}", {
        "id": UUID, "hall_id": UUID, "name": str,
    }, has_names=True),
    Kind("events", "id = $1", {
        "id": UUID, "venue_id": UUID, "hall_id": UUID, "title": str, "state": str,
        "starts_at": datetime, "ends_at": datetime, "capacity": int, "seats_taken": int,
        "created_at": datetime, "published_at": datetime, "cancelled_at": datetime,
    }, filled={
        "description": "''", "setup_minutes": "0", "seats_waiting": "0", "seat_limit": "1",
        "waitlist_mode": "'PROMOTE'", "offer_minutes": "720", "cancelled_reason": "''",
        "version": "0",
    }),
    Kind("doors", "event_id = $1", {
        "id": UUID, "event_id": UUID, "opens_minutes": int, "closes_minutes": int, "reentry": str,
        "is_daily": bool, "is_per_hall": bool, "has_walk_ins": bool,
        "walk_ins_ended_at": datetime, "name_shown": str, "manifest_hours": int,
        "grace_minutes": int,
    }, key="event_id", filled={"seq": "0", "floor": "0"}),
    Kind("edges", "event_id = $1", {
        "id": UUID, "event_id": UUID, "name": str, "address": str, "paired_at": datetime,
        "revoked_at": datetime,
    }, filled={"credential_hash": "id", "clock_offset_ms": "0"}),
    Kind("dealers", f"id IN {_DEALERS}", {
        "id": UUID, "name": str, "created_at": datetime,
    }, filled={
        "city": "''", "address": "''", "phone": "''", "zone": "'UTC'", "feed_seq": "0",
        "feed_floor": "0", "opening_hours": "'[]'", "acknowledge_minutes": "30",
        "lead_window_days": "90",
    }, has_names=True),
    Kind("event_dealers", "event_id = $1", {
        "id": UUID, "event_id": UUID, "dealer_id": UUID,
    }, is_whole=True),
    Kind("lead_questions", f"dealer_id IN {_DEALERS}", {
        "id": UUID, "dealer_id": UUID, "position": int, "kind": str, "wording": dict,
        "choices": list, "is_required": bool, "created_at": datetime, "retired_at": datetime,
    }),
    Kind("consent_texts", "true", {
        "id": UUID, "purpose": str, "version": int, "language": str, "text": str, "text_hash": str,
        "created_at": datetime,
    }),
    Kind("members", f"id IN {_STAFF}", {
        "id": UUID, "name": str, "created_at": datetime, "removed_at": datetime,
    }, filled={
        "email": "id || '@edge.invalid'", "phone": "''", "city": "''", "biography": "''",
        "locale": "'en'", "zone": "'UTC'", "is_story": "false", "suspended_reason": "''",
    }),
    Kind("grants", f"member_id IN {_STAFF} AND {_OVER_THE_DOOR}", {
        "id": UUID, "member_id": UUID, "role": str, "scope_id": UUID, "starts_at": datetime,
        "ends_at": datetime,
    }, is_whole=True),
    Kind("staff_pins", f"venue_id = {_VENUE}", {
        "id": UUID, "venue_id": UUID, "member_id": UUID, "salt": bytes, "iterations": int,
        "pin_hash": bytes, "set_at": datetime,
    }, is_whole=True),
    Kind("devices", f"venue_id = {_VENUE}", {
        "id": UUID, "venue_id": UUID, "name": str, "credential_hash": str, "public_key": bytes,
        "paired_at": datetime, "revoked_at": datetime,
    }, filled={"clock_offset_ms": "0", "unsent_count": "0", "app_version": "''"}),
    Kind("device_assignments", "event_id = $1", {
        "id": UUID, "device_id": UUID, "event_id": UUID, "gate_id": UUID, "starts_at": datetime,
        "ends_at": datetime,
    }, is_whole=True),
    # Only those whose people were erased: the edge that heard them is to forget them too.
    Kind("stand_leads", "event_id = $1 AND receipt = ''", {
        "id": UUID, "device_id": UUID, "said_id": UUID, "event_id": UUID, "token": str,
        "name": str, "phone": str, "email": str, "language": str, "answers": list,
        "receipt": str, "signature": bytes, "said_at": datetime, "at": datetime,
    }, key="device_id, said_id", filled={
        "clock_offset_ms": "0", "is_time_suspect": "false", "received_at": "at",
        "refusal": "''",
    }),
    Kind("signing_keys", "true", {
        "id": UUID, "key_id": int, "public_key": bytes, "created_at": datetime,
        "retired_at": datetime,
    }, filled={"sealed_seed": "X''"}),
)  # fmt: skip
"""All but the people: some dozens of rows, or hundreds; parents before their children."""

PEOPLE = (
    Kind("contacts", "id IN (SELECT contact_id FROM seats WHERE event_id = $1)", {
        "id": UUID, "name": str, "phone": str, "locale": str, "created_at": datetime,
    }, shown={
        "phone": f"substr(phone, CASE WHEN length(phone) > {LAST_DIGITS}"
        f" THEN length(phone) - {LAST_DIGITS - 1} ELSE 1 END)",
    }, filled={"pseudonym": "id", "email": "''"}),
    Kind("registrations", "event_id = $1", {
        "id": UUID, "event_id": UUID, "device_id": UUID, "walk_in_id": UUID, "state": str,
        "seat_count": int, "queued_at": datetime, "cancelled_at": datetime, "created_at": datetime,
    }),
    Kind("seats", "event_id = $1", {
        "id": UUID, "registration_id": UUID, "event_id": UUID, "contact_id": UUID, "position": int,
        "pass_issue": int, "cancelled_at": datetime, "reallocated_at": datetime,
    }),
    Kind("passes", f"seat_id IN {_SEATS}", {
        "id": UUID, "seat_id": UUID, "issue": int, "key_id": int, "not_before": datetime,
        "expires_at": datetime, "issued_at": datetime, "replaced_at": datetime,
    }, key="seat_id, issue"),
)  # fmt: skip
"""Everybody who has, or had, a seat."""

KINDS = {kind.table: kind for kind in (*FEW, *PEOPLE)}
