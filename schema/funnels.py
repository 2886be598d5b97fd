"""Funnels, attribution, response times and the league, as the API has them: figures, no names."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from engine.fields import instances, pure
from engine.sizes import sized
from models.funnels import cuts, leagues, people, responses
from models.funnels.conversions import Attribution, AttributionView, ConversionKind, Credit
from models.funnels.cuts import ReportCut
from models.funnels.people import FunnelStage
from models.touches import LeadSource
from schema.dealers import Dealer
from schema.edges import edge
from schema.enums import described
from schema.events import Event
from schema.members import Member

_LINES = cuts.MOST_LINES + 1


def _at() -> Any:
    return strawberry.field(name="at", description="The moment that it tells of.")


described(
    ReportCut,
    "By what a report is broken down.",
    SOURCE="By which way people came to a dealer.",
    CAMPAIGN="Of which campaign.",
    EVENT="To which event.",
    HOST="By who hosted the event.",
)
described(
    FunnelStage,
    "How far somebody has come; each stage implies those before it.",
    REGISTERED="They registered for an event, or came to a dealer by another way.",
    LEAD="A dealer may contact them.",
    ACKNOWLEDGED="Somebody of the dealer's staff has taken care of them.",
    TEST_DRIVE="A test drive has been made or agreed.",
    ORDER="They have bought.",
)
described(
    ConversionKind,
    "What counts as a conversion.",
    LEAD="A new lead, when it was captured.",
    ORDER="A lead that was won, when it was.",
)
described(
    AttributionView,
    "Which of the touches before a conversion it is owed to.",
    FIRST="To the first.",
    LAST="To the last.",
    WEIGHTED="Two fifths each to the first and the last, and one shared equally by those between"
    " them; of two touches a half each.",
)


@strawberry.type(
    description="What a line of a report is of. All is null where that is not known, which a"
    " campaign that is an empty text was at its touch."
)
class FunnelKey:
    """Rows: models.funnels.cuts.Key."""

    event_id: strawberry.Private[UUID | None]
    host_id: strawberry.Private[UUID | None]
    source: LeadSource | None = strawberry.field(description="By SOURCE: which.")
    campaign: str | None = strawberry.field(description="By CAMPAIGN: which; empty for none.")
    is_rest: bool = strawberry.field(
        description=f"Whether it is of all that come behind the {cuts.MOST_LINES} largest."
    )

    is_type_of = staticmethod(instances(cuts.Key))

    event: Event | None = edge("event", "event_id", "By EVENT: which.")
    host: Member | None = edge("member", "host_id", "By HOST: who.")


@strawberry.type(description="One stage of a funnel.")
class FunnelStep:
    """Rows: models.funnels.people.FunnelStep."""

    stage: FunnelStage = strawberry.field(description="Which.")
    count: int = strawberry.field(description="How many people came at least so far.")
    percent: str | None = strawberry.field(
        description="How many that is in a hundred of the first stage, as `27.0`; null of none."
    )
    percent_of_previous: str | None = strawberry.field(
        description="How many that is in a hundred of the stage before; null of none."
    )

    is_type_of = staticmethod(instances(people.FunnelStep))


@strawberry.type(description="Part of a funnel, by how its people first came in the period.")
class FunnelLine:
    """Rows: models.funnels.people.FunnelLine."""

    counts: strawberry.Private[people.Counts]
    key: FunnelKey = strawberry.field(description="What it is of.")

    is_type_of = staticmethod(instances(people.FunnelLine))

    @strawberry.field(description="Its stages in order.", metadata=pure() | sized(5))
    def steps(self) -> list[FunnelStep]:
        return self.counts.steps  # type: ignore[return-value]  # rows


@strawberry.type(
    description="The people who registered or came in a period, each counted once, and how far they"
    " had come by one moment. The same moment gives the same figures whenever it is asked for."
)
class Funnel:
    """Rows: models.funnels.people.Funnel."""

    counts: strawberry.Private[people.Counts]
    as_of: datetime = _at()
    lines: list[FunnelLine] = strawberry.field(
        description="Its parts, the largest first; none unless `by` was given.",
        metadata=sized(_LINES),
    )

    is_type_of = staticmethod(instances(people.Funnel))

    @strawberry.field(description="Its stages in order.", metadata=pure() | sized(5))
    def steps(self) -> list[FunnelStep]:
        return self.counts.steps  # type: ignore[return-value]  # rows

    @strawberry.field(
        description="How many in a hundred orders are of people whom a member had brought; null of"
        " none.",
        metadata=pure(),
    )
    def referred_percent(self) -> str | None:
        return self.counts.referred_percent


@strawberry.type(description="What is owed to one source, campaign, event or host.")
class AttributionCredit:
    """Rows: models.funnels.conversions.Credit."""

    key: FunnelKey = strawberry.field(description="To what.")
    conversions: str = strawberry.field(description="How many, with two digits, as `1.33`.")

    is_type_of = staticmethod(instances(Credit))


@strawberry.type(description="What the conversions of a period are owed to.")
class LeadAttribution:
    """Rows: models.funnels.conversions.Attribution."""

    as_of: datetime = _at()
    conversions: int = strawberry.field(description="How many there were.")
    credits: list[AttributionCredit] = strawberry.field(
        description="The largest first; they add up to the conversions.", metadata=sized(_LINES)
    )

    is_type_of = staticmethod(instances(Attribution))


@strawberry.type(description="In how many minutes something was done, of those where it was.")
class ResponseTimes:
    """Rows: models.funnels.responses.ResponseTimes."""

    count: int = strawberry.field(description="Of how many leads.")
    p50_open_minutes: int | None = strawberry.field(
        description="Half of them took no longer, in minutes that the dealer was open."
    )
    p90_open_minutes: int | None = strawberry.field(
        description="Nine in ten took no longer, in minutes that the dealer was open."
    )
    p50_minutes: int | None = strawberry.field(description="Half of them took no longer.")
    p90_minutes: int | None = strawberry.field(description="Nine in ten took no longer.")

    is_type_of = staticmethod(instances(responses.ResponseTimes))


@strawberry.type(description="How soon the leads captured in a period were answered.")
class LeadResponse:
    """Rows: models.funnels.responses.Responses."""

    as_of: datetime = _at()
    leads: int = strawberry.field(description="How many were captured.")
    due: int = strawberry.field(description="How many were answered, or should have been by then.")
    in_time: int = strawberry.field(description="How many were acknowledged in time.")
    in_time_percent: str | None = strawberry.field(
        description="How many in a hundred of those due; null of none."
    )
    acknowledging: ResponseTimes = strawberry.field(description="Until they were acknowledged.")
    contacting: ResponseTimes = strawberry.field(description="Until the person was reached.")

    is_type_of = staticmethod(instances(responses.Responses))


@strawberry.type(description="What became of one dealer's leads of a period.")
class DealerLeagueLine:
    """Rows: models.funnels.leagues.LeagueLine."""

    dealer_id: strawberry.Private[UUID]
    leads: int = strawberry.field(description="How many it captured.")
    due: int = strawberry.field(description="How many were answered, or should have been by then.")
    in_time: int = strawberry.field(description="How many it acknowledged in time.")
    in_time_percent: str | None = strawberry.field(
        description="How many in a hundred of those due; null of none."
    )
    test_drives: int = strawberry.field(description="How many of them came to a test drive.")
    orders: int = strawberry.field(description="How many of them were won.")
    response_minutes: int | None = strawberry.field(
        description="In how many open minutes half of those acknowledged were."
    )

    is_type_of = staticmethod(instances(leagues.LeagueLine))

    dealer: Dealer | None = edge("dealer", "dealer_id", "Which dealer.")


@strawberry.type(description="What stands in the middle of all dealers, column by column.")
class DealerLeagueMedian:
    """Rows: models.funnels.leagues.LeagueMedian."""

    dealers: int = strawberry.field(description="Of how many dealers that had leads.")
    leads: int = strawberry.field(description="How many the one in the middle captured.")
    in_time_percent: str | None = strawberry.field(
        description="How many in a hundred of those due were acknowledged in time; null of none."
    )
    test_drives: int = strawberry.field(description="How many came to a test drive.")
    orders: int = strawberry.field(description="How many were won.")
    response_minutes: int | None = strawberry.field(
        description="The middle of the open minutes that it takes dealers to acknowledge."
    )

    is_type_of = staticmethod(instances(leagues.LeagueMedian))


@strawberry.type(description="Dealers beside each other: the leads they captured in a period.")
class DealerLeague:
    """Rows: models.funnels.leagues.League."""

    as_of: datetime = _at()
    lines: list[DealerLeagueLine] = strawberry.field(
        description=f"Most orders first, {leagues.MOST_LINES} at most; for a dealer's staff its own"
        " alone.",
        metadata=sized(leagues.MOST_LINES),
    )
    median: DealerLeagueMedian | None = strawberry.field(
        description=f"Null where fewer than {leagues.LEAST_DEALERS} dealers had leads, since it"
        " would tell one of another."
    )

    is_type_of = staticmethod(instances(leagues.League))
