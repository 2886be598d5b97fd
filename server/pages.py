"""Templates: what letters and the few pages of the house are made from."""

from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from server import moments

TEMPLATES = Path(__file__).parent / "templates"


def rendered(template: str, facts: dict[str, Any]) -> str:
    """The template with these facts; a fact that is missing is a fault. HTML is escaped."""
    return _environment.get_template(template).render(facts).strip() + "\n"


def _made() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = _moment
    made.filters["span"] = _span
    return made


def _moment(at: str, zone: str, locale: str) -> str:
    return moments.moment(datetime.fromisoformat(at), zone, locale)


def _span(event: dict[str, str], locale: str) -> str:
    starts_at, ends_at = (datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at"))
    return moments.span(starts_at, ends_at, event["zone"], locale)


_environment = _made()
