"""Response times: how soon leads are acknowledged and their people reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.funnels import answers, figures
from models.funnels.periods import Period

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Whole minutes in which half of those answered were, and nine in ten; None where none was.

    Once as the dealer's opening hours count, and once by the clock on the wall.
    """

    count: int
    p50_open_minutes: int | None
    p90_open_minutes: int | None
    p50_minutes: int | None
    p90_minutes: int | None


@dataclass(frozen=True, slots=True)
class Responses:
    """The leads of a period at `as_of`: how many, how many due an answer, in time, how soon."""

    as_of: datetime
    leads: int
    due: int
    in_time: int
    acknowledging: ResponseTimes
    contacting: ResponseTimes

    @property
    def in_time_percent(self) -> str | None:
        """How many in a hundred of those due were acknowledged in time."""
        return figures.percent(self.in_time, self.due)


async def responses(period: Period, as_of: datetime, dealer_id: UUID | None) -> Responses:
    """How soon the leads captured in a period were answered, by one dealer or all."""
    found = await answers.answers(period, as_of, dealer_id)
    opened = await answers.open_times(found)
    acknowledged = [one.acknowledged_at - one.captured_at for one in found if one.acknowledged_at]
    contacted = [one.contacted_at - one.captured_at for one in found if one.contacted_at]
    return Responses(
        as_of,
        len(found),
        len(answers.due(found, as_of)),
        sum(one.is_in_time() for one in found),
        _times(answers.to_acknowledge(found, opened), acknowledged),
        _times(answers.to_contact(found, opened), contacted),
    )


def _times(in_open_time: Sequence[int], passed: Sequence[timedelta]) -> ResponseTimes:
    plain = [max(one, timedelta()) // _MINUTE for one in passed]
    return ResponseTimes(
        len(plain),
        figures.rank(in_open_time, 50),
        figures.rank(in_open_time, 90),
        figures.rank(plain, 50),
        figures.rank(plain, 90),
    )
