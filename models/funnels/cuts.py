"""Cuts: by what a report is broken down, and how many lines that may give."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from models.touches import LeadSource

MOST_LINES = 50


class ReportCut(StrEnum):
    """By what a report is broken down."""

    SOURCE = "SOURCE"
    CAMPAIGN = "CAMPAIGN"
    EVENT = "EVENT"
    HOST = "HOST"


COLUMNS = {
    ReportCut.SOURCE: "source",
    ReportCut.CAMPAIGN: "campaign",
    ReportCut.EVENT: "event_id",
    ReportCut.HOST: "host_id",
}


@dataclass(frozen=True, slots=True)
class Key:
    """What a line is of: one of the four, none where that is not known; or of all other lines."""

    source: LeadSource | None = None
    campaign: str | None = None
    event_id: UUID | None = None
    host_id: UUID | None = None
    is_rest: bool = False


def key(cut: ReportCut, text: str | None, *, is_rest: bool = False) -> Key:
    """The key that the database tells of as a text."""
    if is_rest or text is None:
        return Key(is_rest=is_rest)
    match cut:
        case ReportCut.SOURCE:
            return Key(source=LeadSource(text))
        case ReportCut.CAMPAIGN:
            return Key(campaign=text)
        case ReportCut.EVENT:
            return Key(event_id=UUID(text))
        case ReportCut.HOST:
            return Key(host_id=UUID(text))
