"""What routing keeps: versions of rules, whose turn it is, and why each person went where."""

from typing import Any
from uuid import UUID

from tortoise import fields

from models import clock
from models.dealers import Dealer
from models.noun import Noun
from models.routing.rules import Rules


class RoutingRules(Noun):
    """A version of the rules, never edited. It is a draft until it has a time to come into force.

    In force at a moment is the version that came into force last, at or before it.
    """

    version = fields.IntField(unique=True)
    rules = fields.JSONField[dict[str, Any]](default=dict)
    note = fields.CharField(500, default="")
    created_by_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(default=clock.now)
    activates_at = fields.DatetimeField(null=True, unique=True)

    class Meta:
        table = "routing_rules"

    @property
    def content(self) -> Rules:
        """The rules themselves."""
        return Rules.of(self.rules)


class RoutingFacts(Noun):
    """What was true of all dealers, or of one roster, kept once under the hash of its content."""

    digest = fields.CharField(64, unique=True)
    facts = fields.JSONField[dict[str, Any]](default=dict)

    class Meta:
        table = "routing_facts"


class RoutingTurn(Noun):
    """Whose turn it is: of a dealer's staff, or between the dealers of one rule of a version.

    `scope_id` is the dealer, with no rule, or the version of the rules. It is locked for each turn,
    so that `seq` is the order of commit. `credits` are those of `fair.choose`, by id.
    """

    scope_id = fields.UUIDField()
    rule = fields.CharField(60, default="")
    seq = fields.BigIntField(default=0)
    credits = fields.JSONField[dict[str, int]](default=dict)

    class Meta:
        table = "routing_turns"
        unique_together = (("scope_id", "rule"),)


class RoutingDecision(Noun):
    """Which dealer a person is proposed and why, told by `interest` without saying who they are.

    `seq` and `credits` are those of the turn that it took, null and empty where there was but one
    dealer to choose. `lead_id` is the lead that came of it, which may have come of
    several: who asks again is the same lead.
    """

    rules: fields.ForeignKeyRelation[RoutingRules] = fields.ForeignKeyField("models.RoutingRules")
    rules_id: UUID
    facts: fields.ForeignKeyRelation[RoutingFacts] = fields.ForeignKeyField("models.RoutingFacts")
    facts_id: UUID
    interest = fields.JSONField[dict[str, Any]](default=dict)
    rule = fields.CharField(60, default="")
    passed = fields.JSONField[list[list[str]]](default=list)
    scores = fields.JSONField[dict[str, int]](default=dict)
    refusals = fields.JSONField[dict[str, str]](default=dict)
    seq = fields.BigIntField(null=True)
    credits = fields.JSONField[dict[str, int]](default=dict)
    dealer: fields.ForeignKeyNullableRelation[Dealer] = fields.ForeignKeyField(
        "models.Dealer", null=True
    )
    dealer_id: UUID | None
    asked_by_id = fields.UUIDField(null=True)
    lead_id = fields.UUIDField(null=True, db_index=True)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "routing_decisions"
        indexes = (("at", "id"),)


class LeadRouting(Noun):
    """Who at its dealer got a lead and why, numbered for each dealer without a gap.

    `loads` are how many open leads lay with those who have a limit, `credits` those before it. It
    has ended once the lead lies with the member no more.
    """

    # A Lead, whose verbs know this module, and not the reverse.
    lead: fields.ForeignKeyRelation[Noun] = fields.ForeignKeyField("models.Lead")
    lead_id: UUID
    dealer: fields.ForeignKeyRelation[Dealer] = fields.ForeignKeyField("models.Dealer")
    dealer_id: UUID
    facts: fields.ForeignKeyRelation[RoutingFacts] = fields.ForeignKeyField("models.RoutingFacts")
    facts_id: UUID
    seq = fields.BigIntField()
    loads = fields.JSONField[dict[str, int]](default=dict)
    credits = fields.JSONField[dict[str, int]](default=dict)
    scores = fields.JSONField[dict[str, int]](default=dict)
    refusals = fields.JSONField[dict[str, str]](default=dict)
    assignee_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(default=clock.now)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "lead_routings"
        unique_together = (("dealer_id", "seq"),)
        indexes = (("lead_id", "id"), ("dealer_id", "assignee_id", "ended_at"))
