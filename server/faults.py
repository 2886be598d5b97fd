"""What an exception means to a client, and what the log keeps of it."""

from typing import Any

import structlog

from engine.errors import Problem, Unavailable
from models import database
from models.refusals import Refusal
from server.observing import kind_of

_log = structlog.get_logger("paddock.faults")


def problem_of(error: Exception) -> Problem | None:
    """The problem to tell of: a refusal that escaped a query, or a database that is away."""
    if isinstance(error, Refusal):
        return Problem(error.code(), error.message("en"))
    return Unavailable() if database.is_unavailable(error) else None


def classify(error: Exception) -> Problem | None:
    """As `problem_of`; that the database is away is no fault, but the log keeps it."""
    problem = problem_of(error)
    if isinstance(problem, Unavailable):
        _log.warning("database unavailable", problem=f"{type(error).__name__}: {error}")
    return problem


def log_fault(error: Exception, context: Any) -> None:
    """Keep what nobody expected, with its traceback and the request's id."""
    viewer = kind_of(context.viewer) if context is not None else "unknown"
    _log.error("fault", viewer=viewer, exc_info=error)
