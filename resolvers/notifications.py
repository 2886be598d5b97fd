"""Notifications: read by the member whom they are for."""

import strawberry

from models import notifications as verbs
from models.access import members, notifications
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.notifications import NotificationsMarkReadInput, NotificationsMarkReadPayload


@strawberry.type
class NotificationMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Mark one's notifications as read: all, or up to one.")
    async def notifications_mark_read(
        self, info: Info, input: NotificationsMarkReadInput
    ) -> NotificationsMarkReadPayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            until = None
            if input.until is not None:
                notification_id = nodes.row_id(input.until, "Notification")
                until = await notifications.to_read(viewer, notification_id, "until")
            await verbs.mark_read(viewer.as_member(), until)
            return await members.to_be(viewer)

        outcome = await calls.once(info, input, verb)
        return NotificationsMarkReadPayload(
            viewer=await calls.reread(info, outcome, members.see),
            user_errors=calls.errors(info, outcome),
        )
