"""The viewer: who asks, and which roles they hold now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models import clock, devices, edges, sessions, sql, tokens
from models.grants import OF_DEALERS, Role
from models.refusals import SignInRequired, Suspended


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A grant in force when the viewer was read."""

    role: Role
    scope_id: UUID | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Where a device may scan, and when."""

    event_id: UUID
    gate_id: UUID
    gate_name: str
    starts_at: datetime
    ends_at: datetime

    def covers(self, at: datetime) -> bool:
        """Whether the device had its rights there at that time."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member with a session, a paired device with its duties, an edge, or nobody.

    `device_key` is the public half of the device's own key, `edge_event_id` the one event that the
    edge serves, `address` the client's network address.
    """

    member_id: UUID | None = None
    session_id: UUID | None = None
    device_id: UUID | None = None
    device_key: bytes = b""
    duties: tuple[Duty, ...] = ()
    edge_id: UUID | None = None
    edge_event_id: UUID | None = None
    locale: str = "en"
    zone: str = "UTC"
    suspended_until: datetime | None = None
    suspended_reason: str = ""
    roles: tuple[HeldRole, ...] = ()
    address: str = ""

    @property
    def actor(self) -> str:
        """Whose idempotency keys these are."""
        if self.member_id:
            return f"member:{self.member_id}"
        if self.device_id:
            return f"device:{self.device_id}"
        if self.edge_id:
            return f"edge:{self.edge_id}"
        return f"anonymous:{self.address}"

    @property
    def is_operator(self) -> bool:
        """Whether the brand's own staff asks."""
        return any(held.role is Role.OPERATOR for held in self.roles)

    def holds(self, role: Role, scope_id: UUID | None) -> bool:
        """Whether the viewer holds this role over this scope now."""
        return any(held.role is role and held.scope_id == scope_id for held in self.roles)

    def scopes(self, role: Role) -> list[UUID]:
        """Everything that the viewer holds this role over."""
        return [held.scope_id for held in self.roles if held.role is role and held.scope_id]

    @property
    def dealers(self) -> list[UUID]:
        """The dealers on whose leads the viewer works, as staff or as a manager."""
        return [scope for role in OF_DEALERS for scope in self.scopes(role)]

    def works_at(self, dealer_id: UUID) -> bool:
        """Whether the viewer works on this dealer's leads."""
        return any(self.holds(role, dealer_id) for role in OF_DEALERS)

    def as_member(self) -> UUID:
        """The member's id for a read; refused when nobody is signed in."""
        if self.member_id is None:
            raise SignInRequired
        return self.member_id

    def as_author(self) -> UUID:
        """The member's id for a deed; refused when nobody is signed in, or while suspended."""
        member_id = self.as_member()
        if self.suspended_until is not None and self.suspended_until > clock.now():
            until = self.suspended_until.isoformat(timespec="minutes")
            raise Suspended(until=until, reason=self.suspended_reason)
        return member_id


@dataclass(frozen=True, slots=True)
class _KnownDevice:
    device_id: UUID
    public_key: bytes | None
    zone: str
    event_id: UUID | None
    gate_id: UUID | None
    gate_name: str | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class _KnownMember:
    session_id: UUID
    member_id: UUID
    locale: str
    zone: str
    suspended_until: datetime | None
    suspended_reason: str
    role: Role | None
    scope_id: UUID | None


@dataclass(frozen=True, slots=True)
class _KnownEdge:
    edge_id: UUID
    event_id: UUID
    zone: str


async def recognise(token: str, address: str = "") -> Viewer | None:
    """The viewer whose credential this is; None when it opens nothing (any more)."""
    if token.startswith(f"{sessions.PREFIX}_"):
        return await _member(token, address)
    if token.startswith(f"{devices.PREFIX}_"):
        return await _device(token, address)
    if token.startswith(f"{edges.PREFIX}_"):
        return await _edge_of("x.credential_hash", tokens.hashed(token), address)
    return None


async def refreshed(viewer: Viewer) -> Viewer | None:
    """The same viewer with the roles and duties of now; None when the credential is gone."""
    if viewer.session_id is not None:
        return await _member_of("s.id", viewer.session_id, viewer.address)
    if viewer.device_id is not None:
        return await _device_of("d.id", viewer.device_id, viewer.address)
    if viewer.edge_id is not None:
        return await _edge_of("x.id", viewer.edge_id, viewer.address)
    return viewer


async def _member(token: str, address: str) -> Viewer | None:
    return await _member_of("s.token_hash", tokens.hashed(token), address)


async def _member_of(column: str, value: str | UUID, address: str) -> Viewer | None:
    """Session, member and roles in one statement: it runs before every request."""
    rows = await sql.fetch(
        _KnownMember,
        f"""
        SELECT s.id AS session_id, m.id AS member_id, m.locale, m.zone, m.suspended_until,
               m.suspended_reason, g.role, g.scope_id
        FROM sessions s
        JOIN members m ON m.id = s.member_id
        LEFT JOIN grants g ON g.member_id = m.id AND g.starts_at <= $2
             AND (g.ends_at IS NULL OR g.ends_at > $2)
        WHERE {column} = $1 AND s.revoked_at IS NULL AND s.expires_at > $2
          AND m.removed_at IS NULL
        """,  # noqa: S608  the column is ours
        value,
        clock.now(),
    )
    if not rows:
        return None
    known = rows[0]
    return Viewer(
        member_id=known.member_id,
        session_id=known.session_id,
        locale=known.locale,
        zone=known.zone,
        suspended_until=known.suspended_until,
        suspended_reason=known.suspended_reason,
        roles=tuple(HeldRole(row.role, row.scope_id) for row in rows if row.role),
        address=address,
    )


async def _device(token: str, address: str) -> Viewer | None:
    return await _device_of("d.credential_hash", tokens.hashed(token), address)


async def _device_of(column: str, value: str | UUID, address: str) -> Viewer | None:
    """Device and duties in one statement: it runs before every batch of scans.

    Duties whose time is over count too: what was scanned in that time may arrive late.
    """
    rows = await sql.fetch(
        _KnownDevice,
        f"""
        SELECT d.id AS device_id, d.public_key, v.zone, a.event_id, a.gate_id, g.name AS gate_name,
               a.starts_at, a.ends_at
        FROM devices d
        JOIN venues v ON v.id = d.venue_id
        LEFT JOIN device_assignments a ON a.device_id = d.id
        LEFT JOIN gates g ON g.id = a.gate_id
        WHERE {column} = $1 AND d.revoked_at IS NULL
        """,  # noqa: S608  the column is ours
        value,
    )
    if not rows:
        return None
    return Viewer(
        device_id=rows[0].device_id,
        device_key=rows[0].public_key or b"",
        zone=rows[0].zone,
        duties=tuple(
            Duty(row.event_id, row.gate_id, row.gate_name or "", row.starts_at, row.ends_at)
            for row in rows
            if row.event_id and row.gate_id and row.starts_at and row.ends_at
        ),
        address=address,
    )


async def _edge_of(column: str, value: str | UUID, address: str) -> Viewer | None:
    known = await sql.fetch_one(
        _KnownEdge,
        f"""
        SELECT x.id AS edge_id, x.event_id, v.zone FROM edges x
        JOIN events e ON e.id = x.event_id
        JOIN venues v ON v.id = e.venue_id
        WHERE {column} = $1 AND x.revoked_at IS NULL
        """,  # noqa: S608  the column is ours
        value,
    )
    if known is None:
        return None
    return Viewer(
        edge_id=known.edge_id, edge_event_id=known.event_id, zone=known.zone, address=address
    )
