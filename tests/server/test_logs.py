"""The lines of the log, whoever writes them and wherever they go."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

_CONFIGURE = """
import logging
import structlog
from server import logs
from server.settings import LogFormat
logs.configure(LogFormat.JSON)
"""
_LOG = "structlog.get_logger('paddock.tests')"
_FULL = Path("/dev/full")


def _told(program: str) -> list[dict[str, Any]]:
    """What a process of its own logs, which need not share its configuration with other tests."""
    command = [sys.executable, "-c", _CONFIGURE + program]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_a_line_of_a_library_is_made_as_our_own_are() -> None:
    own, librarys = _told(f"{_LOG}.warning('late'); logging.getLogger('library').warning('late')")
    assert own.pop("timestamp") < librarys.pop("timestamp")
    assert own == {"event": "late", "level": "warning", "logger": "paddock.tests"}
    assert librarys == {"event": "late", "level": "warning", "logger": "library"}


def test_the_traceback_of_a_fault_is_part_of_its_line() -> None:
    [line] = _told(f"{_LOG}.error('fault', exc_info=ZeroDivisionError('by nothing'))")
    assert line["exception"] == "ZeroDivisionError: by nothing"


def test_a_fault_that_quotes_half_a_surrogate_is_told_all_the_same() -> None:
    [line] = _told(rf"{_LOG}.error('fault', exc_info=ValueError('\ud800'))")
    assert line["exception"] == "ValueError: \ud800"


def test_a_line_that_cannot_be_written_is_lost_and_no_fault() -> None:
    program = f"{_CONFIGURE}{_LOG}.info('lost'); print('well')"
    with _FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", program], check=False, stdout=subprocess.PIPE, stderr=full
        )
    assert done.stdout == b"well\n"
