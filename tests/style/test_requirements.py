import re
from pathlib import Path

from tests.style.source import ROOT

REQUIREMENTS = ROOT / "requirements"
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>.*)$", re.MULTILINE)


def test_every_requirement_is_pinned_to_one_version_and_hashed() -> None:
    compiled = list(REQUIREMENTS.glob("*.txt"))
    assert {file.name for file in compiled} >= {"dev.txt", "runtime.txt"}
    assert [entry for file in compiled for entry in _entries(file) if not _is_safe(entry)] == []


def test_the_runtime_is_the_same_with_and_without_the_tools_beside_it() -> None:
    # make tour adds the tools to an environment whose server is running.
    tools = _pins(REQUIREMENTS / "dev.txt")
    runtime = _pins(REQUIREMENTS / "runtime.txt")
    assert runtime
    assert {name: pin for name, pin in runtime.items() if tools.get(name) != pin} == {}


def _entries(file: Path) -> list[str]:
    joined = file.read_text().replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]


def _is_safe(entry: str) -> bool:
    return PIN.match(entry) is not None and "--hash=sha256:" in entry


def _pins(file: Path) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PIN.finditer(file.read_text())}
