import ast
from pathlib import Path

from tests.style.source import ROOMS, files, modules, nodes

CLOCK = Path("models/clock.py")


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = [path for path in files(".py") if any(map(_reads_the_present, nodes(path)))]
    assert asking == [CLOCK]


def test_no_room_blocks_its_thread_to_wait() -> None:
    sleeping = [path for path in modules(*ROOMS) if any(map(_is_time_sleep, nodes(path)))]
    assert sleeping == []


def _reads_the_present(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=attribute):
            return owner in {"date", "datetime"} and attribute in {"now", "today", "utcnow"}
    return False


def _is_time_sleep(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="time"), attr="sleep"):
            return True
        case ast.ImportFrom(module="time", names=names):
            return any(alias.name == "sleep" for alias in names)
    return False
