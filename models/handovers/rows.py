"""A handover and its steps: proposed to a dealer, accepted, opened to members, and ended."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise import fields

from models import audit, clock, outbox, texts
from models.communities import Community
from models.dealers import Dealer
from models.noun import Noun
from models.refusals import HandoverUnderWay, InvalidTransition


class HandoverState(StrEnum):
    """Proposed → accepted → active; or declined, or ended by either side."""

    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    ACTIVE = "ACTIVE"
    DECLINED = "DECLINED"
    ENDED = "ENDED"


_NEXT: dict[HandoverState, set[HandoverState]] = {
    HandoverState.PROPOSED: {
        HandoverState.ACCEPTED,
        HandoverState.DECLINED,
        HandoverState.ENDED,
    },
    HandoverState.ACCEPTED: {HandoverState.ACTIVE, HandoverState.ENDED},
    HandoverState.ACTIVE: {HandoverState.ENDED},
    HandoverState.DECLINED: set(),
    HandoverState.ENDED: set(),
}

_OVER = (HandoverState.DECLINED, HandoverState.ENDED)


class Handover(Noun):
    """Between a community and a dealer, of which at most one is not over.

    While it is active members may agree that the dealer makes contact. Of all others it knows how
    many there are.
    """

    community: fields.ForeignKeyRelation[Community] = fields.ForeignKeyField("models.Community")
    community_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    state = fields.CharEnumField(HandoverState, max_length=12, default=HandoverState.PROPOSED)
    created_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "handovers"
        indexes = (("dealer_id", "id"), ("community_id", "id"))

    @property
    def community_name(self) -> str:
        """What the community is called; the caller has fetched it."""
        return self.community.name

    @property
    def member_count(self) -> int:
        """How many are inside of the community; likewise."""
        return self.community.member_count

    async def accept(self, *, by: UUID) -> Self:
        """The dealer will make contact with whoever agrees."""
        return await self._take(HandoverState.ACCEPTED, "handover.accepted", by=by)

    async def decline(self, reason: str, *, by: UUID) -> Self:
        """The dealer will not; it may be proposed again."""
        return await self._take(HandoverState.DECLINED, "handover.declined", by=by, reason=reason)

    async def activate(self, *, by: UUID) -> Self:
        """Let members of a community that is alive agree from now on, and tell those of now."""
        await (await Community.get(id=self.community_id)).alive()
        return await self._take(HandoverState.ACTIVE, "handover.activated", by=by)

    async def end(self, reason: str, *, by: UUID) -> Self:
        """Let nobody agree any more; what was agreed stays until it is withdrawn."""
        return await self._take(HandoverState.ENDED, "handover.ended", by=by, reason=reason)

    async def _take(self, to: HandoverState, topic: str, *, by: UUID, reason: str = "") -> Self:
        reason = texts.prose(reason, "reason", most=500, least=0)
        handover = await self.locked()
        if to not in _NEXT[handover.state]:
            raise InvalidTransition("handover", before=handover.state.value, after=to.value)
        before, handover.state = handover.state, to
        await handover.save(update_fields=["state"])
        await _keep_step(handover, before, topic, by=by, reason=reason)
        return handover


class HandoverStep(Noun):
    """One step, append-only: from, to, who, why."""

    handover: fields.ForeignKeyRelation[Handover] = fields.ForeignKeyField("models.Handover")
    handover_id: UUID
    from_state: HandoverState | None = fields.CharEnumField(HandoverState, max_length=12, null=True)  # type: ignore[assignment]  # Tortoise knows no enum that may be null
    to_state = fields.CharEnumField(HandoverState, max_length=12)
    actor_id = fields.UUIDField()
    reason = fields.CharField(500, default="")
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "handover_steps"
        indexes = (("handover_id", "id"),)


async def propose(community: Community, dealer: Dealer, *, by: UUID) -> Handover:
    """Ask a dealer whether it will make contact with members who agree.

    Refused for an archived community, and while there is one that is not over.
    """
    community = await community.alive()
    made = Handover.filter(community_id=community.id, dealer_id=dealer.id)
    if await made.exclude(state__in=_OVER).exists():
        raise HandoverUnderWay("dealer")
    handover = await Handover.create(community=community, dealer=dealer)
    await _keep_step(handover, None, "handover.proposed", by=by)
    return handover


async def _keep_step(
    handover: Handover, before: HandoverState | None, topic: str, *, by: UUID, reason: str = ""
) -> None:
    """Write down how it stands now and who made it so, and tell of it."""
    await HandoverStep.create(
        handover_id=handover.id,
        from_state=before,
        to_state=handover.state,
        actor_id=by,
        reason=reason,
    )
    await audit.record(
        by, topic, handover, community=handover.community_id, dealer=handover.dealer_id
    )
    await outbox.tell(topic, handover=handover.id)
