"""Silent leads: the supervisor's queue, for operators."""

from typing import cast

import strawberry

from models.access import silent_leads
from schema.connections import After, Before, Connection, First, Last, connection, window
from schema.context import Info
from schema.silent_leads import SilentLead


@strawberry.type
class SilentLeadQuery:
    """Root fields to read."""

    @strawberry.field(
        description="Leads that nobody acknowledged in time, the oldest first; operators only."
    )
    async def silent_leads(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SilentLead]:
        asked = window(first, after, last, before)
        page = await silent_leads.page_of_all(info.context.viewer, asked)
        return cast(Connection[SilentLead], connection(page))
