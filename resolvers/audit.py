"""The audit log, for operators."""

from typing import Annotated, cast
from uuid import UUID

import strawberry

from models.access import audit
from schema import nodes
from schema.audit import AuditEntry
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info


@strawberry.type
class AuditQuery:
    """Root fields to read."""

    @strawberry.field(description="What people with roles did, newest first; operators only.")
    async def audit_entries(
        self,
        info: Info,
        actor: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only what this member did.")
        ] = None,
        subject: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only what was done to this thing."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[AuditEntry]:
        page = await audit.page_of_all(
            info.context.viewer,
            window(first, after, last, before),
            actor_id=nodes.row_id(actor, "Member") if actor else None,
            subject_id=_of_any_kind(subject) if subject else None,
        )
        return cast(Connection[AuditEntry], connection(page))


def _of_any_kind(said: strawberry.ID) -> UUID:
    found = nodes.decode(said)
    return found[1] if found else UUID(int=0)
