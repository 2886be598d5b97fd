"""Proposals: which dealer somebody is asked to agree to, before there is a lead."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from models import database, positions, sql, texts
from models.dealers import Dealer
from models.positions import Position
from models.refusals import ProposalSpent
from models.routing import deciding, facts, matching, turns, versions
from models.routing.matching import Interest, KnownDealer, Match
from models.routing.rows import RoutingDecision, RoutingRules
from models.routing.turns import Turn

_DECIMALS = 2
"""Of a person's position, about a kilometre: enough to be near, and not where somebody lives."""


async def propose(interest: Interest, *, by: UUID | None) -> RoutingDecision:
    """Decide by the rules in force at the time of the interest; `dealer_id` None is nobody.

    A proposal takes its turn whether or not a lead comes of it. Refused as NO_RULES_IN_FORCE.
    """
    interest = _plain(interest)
    async with database.transaction():
        version = await versions.in_force(interest.at)
        dealers = await _dealers()
        found = matching.match(interest, version.content, dealers)
        turn = await _turn(version, found)
        decision = deciding.dealer(found, turn.credits if turn else {})
        made = await RoutingDecision.create(
            rules_id=version.id,
            facts_id=await facts.keep(dealers_kept(dealers)),
            interest=interest.json(),
            rule=found.rule,
            passed=[list(passed) for passed in found.passed],
            scores=turns.texts_of(found.scores),
            refusals={str(it): why.value for it, why in sorted(decision.refusals.items())},
            seq=turn.seq if turn else None,
            credits=turns.texts_of(turn.credits) if turn else {},
            dealer_id=decision.dealer_id,
            asked_by_id=by,
            at=interest.at,
        )
        if turn:
            after = Turn(turn.seq, decision.credits_after)
            await turns.keep({(version.id, found.rule): after})
    return made


async def take(decision_id: UUID, dealer_id: UUID, lead_id: UUID) -> None:
    """Let a lead be what came of a proposal of its dealer; refused as PROPOSAL_SPENT if it is not.

    To be told twice of the same lead changes nothing.
    """
    taken = await sql.execute(
        """
        UPDATE routing_decisions SET lead_id = $1
        WHERE id = $2 AND dealer_id = $3 AND (lead_id IS NULL OR lead_id = $1)
        """,
        lead_id, decision_id, dealer_id,
    )  # fmt: skip
    if not taken:
        raise ProposalSpent("decision")


def dealers_kept(dealers: Sequence[KnownDealer]) -> dict[str, Any]:
    """All dealers, as facts."""
    return {
        "dealers": [
            [str(it.id), it.city, *((it.position.latitude, it.position.longitude)
                                    if it.position else (None, None))]
            for it in dealers
        ]
    }  # fmt: skip


def dealers_of(kept: dict[str, Any]) -> list[KnownDealer]:
    """The reverse."""
    return [
        KnownDealer(UUID(row_id), city, Position(*place) if place[0] is not None else None)
        for row_id, city, *place in kept["dealers"]
    ]


async def _dealers() -> list[KnownDealer]:
    return [
        KnownDealer(dealer.id, texts.key_of(dealer.city), dealer.position)
        for dealer in await Dealer.all().order_by("id")
    ]


async def _turn(version: RoutingRules, found: Match) -> Turn | None:
    """The turn that this proposal takes; None where there is nothing to choose from."""
    if len(found.weights) < 2:  # noqa: PLR2004  two can take turns
        return None
    key = (version.id, found.rule)
    turn = (await turns.locked([key]))[key]
    turn.seq += 1
    return turn


def _plain(said: Interest) -> Interest:
    """As it is compared and kept, checked."""
    place = said.position and positions.checked(said.position, "position")
    return replace(
        said,
        city=_key(said.city, "city"),
        model=_key(said.model, "model"),
        language=texts.locale(said.language, "language") if said.language else "",
        campaign=_key(said.campaign, "campaign"),
        position=place
        and Position(round(place.latitude, _DECIMALS), round(place.longitude, _DECIMALS)),
    )


def _key(said: str, field: str) -> str:
    return texts.key_of(texts.line(said, field, most=80, least=0))
