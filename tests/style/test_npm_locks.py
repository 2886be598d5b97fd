"""npm locks: what is installed is the same on each machine, whatever its platform and registry."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.style.source import ROOT, files

Packages = dict[str, dict[str, Any]]
EXACT = re.compile(r"\d+\.\d+\.\d+(-[\w.]+)?")
KINDS = ("dependencies", "devDependencies", "optionalDependencies")


def test_every_npm_project_is_locked() -> None:
    projects = {path.parent for path in _named("package.json")}
    assert projects
    assert projects == {path.parent for path in _named("package-lock.json")}


def test_every_dependency_is_asked_for_in_one_version() -> None:
    asked = [
        (str(path), name, version)
        for path in _named("package.json")
        for kind in KINDS
        for name, version in json.loads((ROOT / path).read_text()).get(kind, {}).items()
    ]
    assert asked
    assert [each for each in asked if not EXACT.fullmatch(each[2])] == []


def test_every_locked_package_is_known_by_its_hash_and_not_by_its_address() -> None:
    loose = [
        (str(path), place)
        for path, packages in _locks()
        for place, package in packages.items()
        if place and ("integrity" not in package or "resolved" in package)
    ]
    assert loose == []


def test_a_lock_holds_the_packages_of_every_platform() -> None:
    missing = [
        (str(path), place, name)
        for path, packages in _locks()
        for place, package in packages.items()
        for kind in KINDS
        for name in package.get(kind, {})
        if not _is_found(packages, place, name)
    ]
    assert missing == []


def _named(name: str) -> list[Path]:
    return [path for path in files(".json") if path.name == name]


def _locks() -> Iterator[tuple[Path, Packages]]:
    for path in _named("package-lock.json"):
        yield path, json.loads((ROOT / path).read_text())["packages"]


def _is_found(packages: Packages, place: str, name: str) -> bool:
    """Whether Node, standing at `place`, finds the package there or in a folder above."""
    while place:
        if f"{place}/node_modules/{name}" in packages:
            return True
        place = place.rpartition("/node_modules/")[0]
    return f"node_modules/{name}" in packages
