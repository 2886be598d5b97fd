"""The checkout as the style tests read it: what is tracked, or would be."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("schema", "resolvers", "models", "venues", "engine", "server")


@cache
def files(*suffixes: str) -> list[Path]:
    """Every file of the project, or those with one of `suffixes`, relative to its root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-coz", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in paths if not suffixes or path.suffix in suffixes]


def is_generated(path: Path) -> bool:
    """Whether a tool wrote the file: migrations, the printed schemas."""
    is_migration = path.parent == Path("migrations") and path.name[0].isdigit()
    return is_migration or path in {Path("schema.graphql"), Path("docs/released.graphql")}


def text(path: Path) -> str:
    """What the file says; nothing if it is no text."""
    return (ROOT / path).read_text(encoding="utf-8", errors="ignore")


def nodes(path: Path) -> list[ast.AST]:
    """Every node of a Python file."""
    return list(ast.walk(ast.parse(text(path), str(path))))


def modules(*rooms: str) -> list[Path]:
    """Every Python file in one of `rooms`."""
    return [path for path in files(".py") if path.parts[0] in rooms]
