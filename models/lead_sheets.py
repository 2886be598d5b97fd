"""Lead sheets: leads with all that leaves the house in files and letters, plain rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models import sql
from models.lead_questions import LeadQuestion
from models.leads import LeadState


@dataclass(frozen=True, slots=True)
class LeadSheet:
    """A lead, its person and its dealer; `answers` are `{question, answer}`, the earliest first.

    `is_sent` says whether its dealer was sent it as ADF before.
    """

    id: UUID
    dealer_id: UUID
    state: LeadState
    lost_reason: str
    captured_at: datetime
    model: str
    answers: list[dict[str, Any]]
    name: str
    phone: str
    email: str
    locale: str
    event_title: str
    dealer_name: str
    dealer_phone: str
    zone: str
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads of a dealer, of those that were there at `until` and are not withdrawn."""

    dealer_id: UUID
    until: datetime
    state: LeadState | None = None
    captured_from: datetime | None = None
    captured_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    count: int


async def count(wanted: Wanted, *, most: int) -> int:
    """How many there are; one more than `most` stands for all beyond."""
    where, values = _where(wanted)
    [found] = await sql.fetch(
        _Counted,
        f"""
        SELECT count(*) AS count FROM
            (SELECT l.id FROM leads l WHERE {where} LIMIT ${len(values) + 1}) AS l
        """,  # noqa: S608  nothing of it comes from outside
        *values,
        most + 1,
    )
    return found.count


async def page(wanted: Wanted, *, after: UUID, limit: int) -> list[LeadSheet]:
    """Those whose ids come after `after`, by id."""
    where, values = _where(wanted)
    place = len(values)
    return await _read(
        f"{where} AND l.id > ${place + 1} ORDER BY l.id LIMIT ${place + 2}", *values, after, limit
    )


async def of(lead_id: UUID) -> LeadSheet | None:
    """The sheet of one lead; None once it is withdrawn."""
    found = await _read("l.id = $1 AND l.withdrawn_at IS NULL", lead_id)
    return found[0] if found else None


async def questions_of(sheets: Iterable[LeadSheet]) -> dict[str, dict[str, str]]:
    """The wording of what was asked, by the question's id, each by language."""
    asked = {answer["question"] for sheet in sheets for answer in sheet.answers}
    found = await LeadQuestion.filter(id__in=sorted(asked)) if asked else []
    return {str(question.id): question.wording for question in found}


def answered(
    sheet: LeadSheet, questions: dict[str, dict[str, str]], language: str
) -> Sequence[tuple[str, str]]:
    """What was asked, in this language, and what was answered."""
    return [
        (questions.get(said["question"], {}).get(language, ""), said["answer"])
        for said in sheet.answers
    ]


async def _read(where: str, *values: object) -> list[LeadSheet]:
    return await sql.fetch(
        LeadSheet,
        f"""
        SELECT l.id, l.dealer_id, l.state, l.lost_reason, l.captured_at, l.model, l.answers,
               c.name, c.phone, c.email, c.locale, coalesce(e.title, '') AS event_title,
               d.name AS dealer_name, d.phone AS dealer_phone, d.zone,
               EXISTS (SELECT 1 FROM adf_sendings s
                       WHERE s.lead_id = l.id AND s.dealer_id = l.dealer_id) AS is_sent
        FROM leads l
        JOIN contacts c ON c.id = l.contact_id
        JOIN dealers d ON d.id = l.dealer_id
        LEFT JOIN events e ON e.id = l.event_id
        WHERE {where}
        """,  # noqa: S608  nothing of it comes from outside
        *values,
    )


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    said: list[tuple[str, object | None]] = [
        ("l.dealer_id = ", wanted.dealer_id),
        ("l.captured_at <= ", wanted.until),
        ("l.state = ", wanted.state),
        ("l.captured_at >= ", wanted.captured_from),
        ("l.captured_at < ", wanted.captured_to),
    ]
    given = [(condition, value) for condition, value in said if value is not None]
    conditions = [f"{condition}${place}" for place, (condition, _) in enumerate(given, start=1)]
    return " AND ".join([*conditions, "l.withdrawn_at IS NULL"]), [value for _, value in given]
