"""Every invariant that the database itself upholds beyond keys: the second stand of each rule.

Tortoise 1.1.9 writes neither check constraints nor partial unique indexes when it creates a
table, and on SQLite its rebuilt tables lose their triggers. So they are listed here and
`enforce` makes whatever is missing after every migration: constraints on PostgreSQL, triggers
on SQLite.
"""

from tortoise.connection import get_connection

from models import database

_ON_EARTH = (
    "(latitude IS NULL OR latitude BETWEEN -90 AND 90)"
    " AND (longitude IS NULL OR longitude BETWEEN -180 AND 180)"
    " AND (latitude IS NULL) = (longitude IS NULL)"
)

CHECKS = {
    "appointments_end_after_start": ("appointments", "ends_at > starts_at"),
    "appointments_place_positive": ("appointments", "place > 0"),
    "appointments_waiting_has_an_end": (
        "appointments",
        "state <> 'AWAITING_PAYMENT' OR hold_until IS NOT NULL",
    ),
    "appointment_offers_positive": (
        "appointment_offers",
        "slot_minutes > 0 AND capacity > 0 AND lead_minutes >= 0 AND price_fen >= 0",
    ),
    "payments_amount_positive": ("payments", "amount_fen > 0"),
    "bookings_end_after_start": ("bookings", "ends_at > starts_at"),
    "communities_member_count_positive": ("communities", "member_count >= 0"),
    "posts_counts_positive": ("posts", "comment_count >= 0 AND reaction_count >= 0"),
    "device_assignments_end_after_start": ("device_assignments", "ends_at > starts_at"),
    "doors_minutes_positive": (
        "doors",
        (
            "(opens_minutes IS NULL OR opens_minutes >= 0)"
            " AND (closes_minutes IS NULL OR closes_minutes >= 0)"
            " AND manifest_hours > 0 AND grace_minutes >= 0 AND floor <= seq"
        ),
    ),
    "earning_rules_positive": ("earning_rules", "points >= 0 AND growth >= 0"),
    "events_capacity_positive": ("events", "capacity > 0"),
    "events_end_after_start": ("events", "ends_at > starts_at"),
    "events_seat_limit_positive": ("events", "seat_limit > 0"),
    "events_seats_positive": ("events", "seats_taken >= 0 AND seats_waiting >= 0"),
    "events_never_oversold": ("events", "seats_taken <= capacity"),
    "follows_not_oneself": ("follows", "follower_id <> followed_id"),
    "halls_capacity_positive": ("halls", "capacity > 0"),
    "leads_delivered_was_won": ("leads", "delivered_at IS NULL OR state IN ('WON', 'LOST')"),
    "leads_lost_has_reason": ("leads", "state <> 'LOST' OR lost_reason <> ''"),
    "passes_issue_positive": ("passes", "issue > 0"),
    "referrals_not_oneself": ("referrals", "inviter_id <> invitee_id"),
    "referral_steps_say_something": (
        "referral_steps",
        "reached_at IS NOT NULL OR reversed_at IS NOT NULL",
    ),
    "registrations_invited_not_by_oneself": ("registrations", "inviter_id <> member_id"),
    "registrations_seat_count_positive": ("registrations", "seat_count > 0"),
    "roster_entries_positive": (
        "roster_entries",
        "weight > 0 AND (most_open IS NULL OR most_open > 0)",
    ),
    "dealers_position_on_earth": ("dealers", _ON_EARTH),
    "venues_position_on_earth": ("venues", _ON_EARTH),
    "webhook_deliveries_end_is_known": (
        "webhook_deliveries",
        "(state = 'PENDING') = (ended_at IS NULL)",
    ),
    "webhook_deliveries_of_changes": (
        "webhook_deliveries",
        "(event = 'PING') = (seq IS NULL) AND (seq IS NULL) = (lead_id IS NULL)",
    ),
    "webhook_endpoints_pause_has_reason": (
        "webhook_endpoints",
        "(paused_at IS NULL) = (pause_reason IS NULL)",
    ),
}

UNIQUE_WHERE = {
    "lead_routings_one_at_a_time": ("lead_routings (lead_id)", "ended_at IS NULL"),
    "registrations_one_alive": (
        "registrations (event_id, member_id)",
        "state NOT IN ('CANCELLED', 'EXPIRED')",
    ),
    "handovers_one_under_way": (
        "handovers (community_id, dealer_id)",
        "state NOT IN ('DECLINED', 'ENDED')",
    ),
    "conflicts_one_overfull": ("conflicts (event_id)", "kind = 'OVERFULL'"),
    "appointments_one_to_come": (
        "appointments (offer_id, member_id)",
        "state IN ('AWAITING_PAYMENT', 'CONFIRMED')",
    ),
    "appointments_one_in_a_place": (
        "appointments (offer_id, starts_at, place)",
        "state IN ('AWAITING_PAYMENT', 'CONFIRMED', 'ARRIVED', 'NO_SHOW')",
    ),
    "referral_codes_one_active": ("referral_codes (member_id)", "retired_at IS NULL"),
    "points_entries_one_award": (
        "points_entries (member_id, currency, rule_id, source_id)",
        "reverses_id IS NULL",
    ),
}

INDEXES_WHERE = {
    "notifications_unread": ("notifications (member_id)", "read_at IS NULL"),
    "door_changes_unnumbered": ("door_changes (id)", "seq IS NULL"),
    "lead_changes_unnumbered": ("lead_changes (id)", "seq IS NULL"),
    "registrations_walked_in": ("registrations (event_id)", "member_id IS NULL"),
    "webhook_deliveries_due": ("webhook_deliveries (endpoint_id, due_at)", "state = 'PENDING'"),
    "webhook_deliveries_in_line": (
        "webhook_deliveries (endpoint_id, seq)",
        "state = 'PENDING' AND NOT is_aside",
    ),
    "outbox_messages_undelivered": ("outbox_messages (due_at, id)", "delivered_at IS NULL"),
}

_OVERLAP = "bookings_never_overlap"
_OVERLAP_POSTGRES = "EXCLUDE USING gist (hall_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
_OVERLAP_SQLITE = (
    "EXISTS (SELECT 1 FROM bookings b WHERE b.hall_id = NEW.hall_id AND b.id <> NEW.id"
    " AND b.starts_at < NEW.ends_at AND NEW.starts_at < b.ends_at)"
)


async def enforce() -> None:
    """Make every constraint that the open database lacks."""
    statements = _sqlite() if database.is_sqlite() else await _postgres()
    for name, (columns, condition) in (UNIQUE_WHERE | INDEXES_WHERE).items():
        unique = "UNIQUE " if name in UNIQUE_WHERE else ""
        statements.append(
            f"CREATE {unique}INDEX IF NOT EXISTS {name} ON {columns} WHERE {condition}"
        )
    client = get_connection("default")
    for statement in statements:
        await client.execute_script(statement)


async def _postgres() -> list[str]:
    """Statements for what `pg_constraint` does not know yet."""
    rows = await get_connection("default").execute_query_dict("SELECT conname FROM pg_constraint")
    there = {row["conname"] for row in rows}
    statements = [
        f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({condition})"
        for name, (table, condition) in CHECKS.items()
        if name not in there
    ]
    if _OVERLAP not in there:
        statements += [
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f"ALTER TABLE bookings ADD CONSTRAINT {_OVERLAP} {_OVERLAP_POSTGRES}",
        ]
    return statements


def _sqlite() -> list[str]:
    """Triggers that say on every insert and update what a constraint would."""
    violations = {
        name: (table, f"NOT ({condition})") for name, (table, condition) in CHECKS.items()
    }
    violations[_OVERLAP] = ("bookings", _OVERLAP_SQLITE)
    return [
        _trigger(name, table, violation, verb)
        for name, (table, violation) in violations.items()
        for verb in ("INSERT", "UPDATE")
    ]


def _trigger(name: str, table: str, violation: str, verb: str) -> str:
    """Runs after the row stands, so that the condition may name its columns plainly."""
    found = violation if "NEW." in violation else (
        f"EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid AND {violation})"  # noqa: S608
    )  # fmt: skip
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name}_{verb.lower()} AFTER {verb} ON {table}"
        f" WHEN {found} BEGIN SELECT RAISE(ABORT, 'constraint failed: {name}'); END"
    )
