"""What breaks clients of the last release is told, or the check fails."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from resolvers import root
from server.commands import schema

UNRELEASED = "# Changelog\n\n## Unreleased\n\n### API\n\n{}\n"
RELEASED = "\n## 1.1.0 (2026-11-30)\n\n### API\n\n- Field Gate.colour was removed.\n\n## 1.0.0\n"
NOW = f"{root.schema.as_str()}\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the three files that the command reads, before the first release."""
    for name, file in (
        ("_FILE", "schema.graphql"),
        ("_RELEASED", "released.graphql"),
        ("_CHANGELOG", "CHANGELOG.md"),
    ):
        monkeypatch.setattr(schema, name, tmp_path / file)
    (tmp_path / "schema.graphql").write_text(NOW)
    (tmp_path / "CHANGELOG.md").write_text(UNRELEASED.format("- The first."))
    return tmp_path


def _release(checkout: Path, sdl: str = NOW, unreleased: str = "") -> None:
    """Release 1.1.0 with this API, and tell of what came after."""
    (checkout / "CHANGELOG.md").write_text(UNRELEASED.format(unreleased) + RELEASED)
    _run("--release")
    kept = checkout / "released.graphql"
    kept.write_text(kept.read_text().replace(NOW, sdl))


def _run(option: str, fails: int = 0) -> str:
    result = CliRunner().invoke(schema.commands, [option], catch_exceptions=False)
    assert result.exit_code == fails, result.output
    return result.output


def _with(sdl: str, after: str, more: str) -> str:
    """A schema that says more, behind a text that stands in it once."""
    assert sdl.count(after) == 1
    return sdl.replace(after, after + more)


COLOURED = _with(NOW, "type Gate implements Node {", "\n  colour: String")


def test_before_the_first_release_the_check_says_that_nothing_can_break(checkout: Path) -> None:
    assert "Nothing is released yet" in _run("--check")


def test_a_release_without_a_number_in_the_changelog_is_refused_and_not_written(
    checkout: Path,
) -> None:
    assert "tells of no release" in _run("--release", fails=1)
    assert not (checkout / "released.graphql").exists()


def test_a_release_keeps_its_api_and_the_check_finds_nothing_that_breaks(checkout: Path) -> None:
    (checkout / "CHANGELOG.md").write_text(UNRELEASED.format("") + RELEASED)
    assert "is the API of 1.1.0." in _run("--release")
    header, _, sdl = (checkout / "released.graphql").read_text().partition("\n\n")
    assert header.startswith("# The API of release 1.1.0;")
    assert sdl == NOW
    assert "tells of all 0 changes that break clients" in _run("--check")


def test_a_release_that_did_not_keep_its_api_fails_the_check(checkout: Path) -> None:
    (checkout / "CHANGELOG.md").write_text(UNRELEASED.format("") + RELEASED)
    assert "is not of 1.1.0" in _run("--check", fails=1)
    _run("--release")
    _run("--check")
    told = (checkout / "CHANGELOG.md").read_text()
    (checkout / "CHANGELOG.md").write_text(told.replace("## 1.1.0", "## 1.2.0"))
    assert "is not of 1.2.0" in _run("--check", fails=1)


def test_a_breaking_change_is_told_under_api_in_the_unreleased_part(checkout: Path) -> None:
    _release(checkout, COLOURED)  # which 1.1.0 told of, but that is past
    assert "\n  Field Gate.colour was removed.\n" in _run("--check", fails=1)
    _release(checkout, COLOURED, "- Field `Gate.colour`\n  was removed. Nobody ever painted one.")
    assert "tells of all 1 changes" in _run("--check")


def test_a_breaking_change_told_elsewhere_is_not_told(checkout: Path) -> None:
    _release(checkout, COLOURED, "- Gates.\n\n### Fixed\n\n- Field Gate.colour was removed.")
    assert "Field Gate.colour was removed." in _run("--check", fails=1)


def test_a_longer_name_does_not_tell_of_a_shorter_one(checkout: Path) -> None:
    _release(
        checkout, f"{NOW}\ntype colour {{ name: String }}\n", "- Field Gate.colour was removed."
    )
    assert "\n  colour was removed.\n" in _run("--check", fails=1)


def test_a_dangerous_change_is_printed_and_passes(checkout: Path) -> None:
    _release(checkout, NOW.replace('  """Monday."""\n  MONDAY\n', "", 1))
    said = _run("--check")
    assert "may surprise clients:\n  Enum value Weekday.MONDAY was added.\n" in said
    assert "tells of all 0 changes" in said
