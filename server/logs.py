"""Logs: one line an event, for people at a desk and for machines in production.

No line holds a token, a variable of a query or a local of a traceback.
"""

import json
import logging
import logging.config
import sys
import warnings
from contextlib import suppress
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from engine.errors import request_id
from server.settings import LogFormat

_timed = structlog.processors.TimeStamper(fmt="iso", utc=True)
_QUIET = ("uvicorn.access", "uvicorn.error", "tortoise", "aiosqlite", "asyncio")
# Where a field is refused, graphql-core drops those beside it, some before they have begun.
_SUPERFLUOUS = r"coroutine '(\w*Executor|GraphQLCoreConverter)\..*' was never awaited"


def configure(form: LogFormat) -> None:
    """Send every log line of this process, the libraries' too, to standard error in `form`."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _timed,
        _with_request_id,
    ]
    structlog.configure(
        processors=[_stamped, *_endings(form)],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig({
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _formatter, "form": form, "shared": shared}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {name: {"level": "WARNING"} for name in _QUIET},
    })  # fmt: skip
    logging.captureWarnings(capture=True)
    warnings.filterwarnings("ignore", _SUPERFLUOUS, RuntimeWarning)


class _Lines:
    """Our own lines go straight out, the libraries' through `logging`, which is slow.

    As there, a line that cannot be written, to a full disk, is lost and no fault.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, line: str) -> None:
        with suppress(OSError):
            sys.stderr.write(f"{line}\n")

    info = warning = error = critical = write


def _stamped(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """What the libraries' lines get from four processors: each request has a line of ours."""
    event["level"], event["logger"] = method, logger.name
    return _with_request_id(logger, method, _timed(logger, method, event))


def _formatter(form: LogFormat, shared: list[Processor]) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_endings(form)],
        foreign_pre_chain=shared,
    )


def _endings(form: LogFormat) -> list[Processor]:
    if form is LogFormat.JSON:
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ]
    # The prettier traceback, structlog's default where rich is installed, shows locals: tokens too.
    plain = structlog.dev.plain_traceback
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=plain, pad_event_to=0
        )
    ]


def _json(event: EventDict, **_options: Any) -> str:
    try:
        return orjson.dumps(event, default=str).decode()
    except TypeError:  # half a surrogate, in what an exception says
        return json.dumps(event, default=str)


def _with_request_id(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    identity: Any = request_id.get()
    if identity:
        event.setdefault("request_id", identity)
    return event
