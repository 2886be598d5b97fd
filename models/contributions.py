"""A contribution: what a member wrote; they edit and delete it, moderators hide it."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, outbox, reports, texts
from models.members import Member
from models.noun import Noun
from models.points import awards
from models.points.deeds import DeedKind, NewDeed
from models.refusals import NotFound


class Contribution(Noun):
    """It stands while it is neither deleted nor hidden, and only then it earns points."""

    longest: ClassVar[int]
    deed: ClassVar[DeedKind]
    author_id: UUID
    text = fields.TextField()
    created_at = fields.DatetimeField(default=clock.now)
    edited_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)
    hidden_at = fields.DatetimeField(null=True)
    hidden_reason = fields.CharField(500, default="")

    class Meta:
        abstract = True

    @property
    def noun(self) -> str:
        """As topics and the audit log name it: `post`."""
        return type(self).__name__.lower()

    @property
    def is_standing(self) -> bool:
        """Whether it is neither deleted nor hidden."""
        return self.deleted_at is None and self.hidden_at is None

    async def edit(self, text: str) -> Self:
        """Change the text."""
        said = await self._present()
        changed = await said.checked(text)
        await said.change(text=changed, edited_at=clock.now())
        return said

    async def retract(self) -> Self:
        """Let it vanish; the points that it earned go with it."""
        said = await self.locked()
        if said.deleted_at is None:
            await said.change(deleted_at=clock.now())
            await said.tell("deleted")
        return said

    async def hide(self, reason: str, *, by: UUID) -> Self:
        """Show it to its author and to moderators only; the open reports of it are closed."""
        said = await self._present()
        reason = texts.prose(reason, "reason", most=500)
        if said.hidden_at is None:
            await said.change(hidden_at=clock.now(), hidden_reason=reason)
            await reports.close(said.id, by=by)
            await audit.record(by, f"{said.noun}.hide", said, reason=reason)
            await said.tell("hidden")
        return said

    async def unhide(self, *, by: UUID) -> Self:
        """Show it to everyone again; it earns again what it earned."""
        said = await self._present()
        if said.hidden_at is not None:
            await said.change(hidden_at=None, hidden_reason="")
            await audit.record(by, f"{said.noun}.unhide", said)
        return said

    async def checked(self, text: str) -> str:
        """The text as it may stand here."""
        return texts.prose(text, "text", most=self.longest)

    async def published(self, author: Member) -> None:
        """Earn and tell: called once by the verb that made it."""
        await awards.earn([NewDeed(author.id, self.deed, self.id, self.created_at, author.zone)])
        await self.tell("created")

    async def standing_changed(self) -> None:
        """Called when it stands again or no longer."""
        turn = awards.restore if self.is_standing else awards.withdraw
        await turn(self.deed, [self.id])

    async def change(self, **changed: str | datetime | None) -> None:
        """Write down a change, and what follows when it stands again or no longer."""
        was_standing = self.is_standing
        await self.update_from_dict(changed).save(update_fields=list(changed))
        if self.is_standing is not was_standing:
            await self.standing_changed()

    async def tell(self, deed: str) -> None:
        """Say in the outbox what happened to it."""
        await outbox.tell_all(f"{self.noun}.{deed}", [{self.noun: self.id}])

    async def _present(self) -> Self:
        said = await self.locked()
        if said.deleted_at is not None:
            raise NotFound
        return said
