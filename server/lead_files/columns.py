"""Columns: a lead as a row of texts, under headings in the reader's language."""

from zoneinfo import ZoneInfo

from models import lead_sheets, texts
from models.lead_sheets import LeadSheet
from schema import nodes

_MOST = 4_000
_HEADINGS = {
    "en": (
        "Lead", "Captured at", "State", "Why lost", "Name", "Phone", "E-mail", "Language", "Event",
        "Model", "Answers",
    ),
    "zh": (
        "线索编号", "获取时间", "状态", "战败原因", "姓名", "电话", "电子邮箱", "语言", "活动",
        "意向车型", "问答",
    ),
}  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a text for a formula, in full width too."""


def headings(language: str) -> tuple[str, ...]:
    """The first row."""
    return _HEADINGS[language]


def cells(sheet: LeadSheet, questions: dict[str, dict[str, str]], language: str) -> list[str]:
    """One row; times are those of the dealer's zone."""
    answers = lead_sheets.answered(sheet, questions, language)
    said = (
        nodes.encode("Lead", sheet.id),
        sheet.captured_at.astimezone(ZoneInfo(sheet.zone)).isoformat(timespec="seconds"),
        sheet.state.value,
        sheet.lost_reason,
        sheet.name,
        sheet.phone,
        sheet.email,
        sheet.locale,
        sheet.event_title,
        sheet.model,
        "; ".join(f"{question}: {answer}" for question, answer in answers),
    )
    return [texts.salvaged(text, most=_MOST) for text in said]


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would calculate rather than show it."""
    return text.startswith(_RISKY)
