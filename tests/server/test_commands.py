"""The command line: what each command does, says and refuses."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from server.commands import backup, doctor, migrate, operator, restore, schema, seed, serve
from tests import furnished
from tests.house import SECRET

_PRODUCTION = {
    "PADDOCK_ENVIRONMENT": "production",
    "PADDOCK_PUBLIC_URL": "https://community.example",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for everything that an installation keeps, and the settings for it."""
    for name in [name for name in os.environ if name.startswith("PADDOCK_")]:
        if not name.startswith("PADDOCK_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PADDOCK_VAR", str(tmp_path))
    monkeypatch.setenv("PADDOCK_SECRET_KEY", SECRET)
    return tmp_path


@pytest.fixture
async def migrated(home: Path) -> Path:
    """Such a folder with a database that was migrated."""
    await furnished.put_migrated(home / "paddock.db")
    return home


def _run(commands: typer.Typer, *words: str, fails: int = 0) -> str:
    """What a command printed; it must end with the code `fails`."""
    result = CliRunner().invoke(commands, list(words), catch_exceptions=False)
    assert result.exit_code == fails, result.output
    return result.output


def _ask(home: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "paddock.db")) as database:
        return database.execute(query).fetchall()


def test_migrate_applies_what_is_pending_and_then_nothing(home: Path) -> None:
    assert _run(migrate.commands).startswith("Applied 0001_initial\n")
    assert _run(migrate.commands) == "Nothing to apply.\n"
    assert _ask(home, "SELECT count(*) FROM members") == [(0,)]


def test_migrate_check_passes_where_every_change_has_its_migration(home: Path) -> None:
    assert _run(migrate.commands, "--check") == "Every change of the models has its migration.\n"
    assert not (home / "paddock.db").exists()


def test_migrate_check_fails_where_a_model_has_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def needed() -> list[str]:
        return ["Add field shoe_size to Member"]

    monkeypatch.setattr("server.migrate.missing", needed)
    assert "shoe_size" in _run(migrate.commands, "--check", fails=1)


def test_serve_and_seed_refuse_a_database_that_is_not_migrated(home: Path) -> None:
    for command in (serve.commands, seed.commands):
        assert "python -m server migrate" in _run(command, fails=1)


def test_schema_check_tells_what_has_drifted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = home / "schema.graphql"
    monkeypatch.setattr(schema, "_FILE", kept)
    assert "has drifted" in _run(schema.commands, "--check", fails=1)
    _run(schema.commands, "--write")
    assert kept.read_text() == _run(schema.commands)
    _run(schema.commands, "--check")
    kept.write_text(kept.read_text().replace("type Member ", "type Person "))
    drift = _run(schema.commands, "--check", fails=1)
    assert re.search(r"^-type Person ", drift, re.MULTILINE)
    assert re.search(r"^\+type Member ", drift, re.MULTILINE)


def test_operator_add_makes_a_member_an_operator_once(migrated: Path) -> None:
    add = ("operator", "add", "Olga@Brand.example", "--name", "Olga")
    assert _run(operator.commands, *add) == "Olga@Brand.example is an operator.\n"
    assert _run(operator.commands, *add) == "Olga@Brand.example is an operator already.\n"
    assert _ask(migrated, "SELECT email, name FROM members") == [("olga@brand.example", "Olga")]
    assert _ask(migrated, "SELECT role, granted_by_id FROM grants") == [("OPERATOR", None)]
    audited = "SELECT action, actor_id FROM audit_entries WHERE action = 'grant.give'"
    assert _ask(migrated, audited) == [("grant.give", None)]


def test_operator_add_refuses_what_is_no_address_and_writes_nothing(migrated: Path) -> None:
    said = _run(operator.commands, "operator", "add", "nonsense", fails=1)
    assert said == "This is not an e-mail address.\n"
    assert _ask(migrated, "SELECT count(*) FROM members") == [(0,)]


def test_the_story_is_refused_in_production(
    migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _PRODUCTION.items():
        monkeypatch.setenv(name, value)
    assert "not in production" in _run(seed.commands, fails=1)
    assert _ask(migrated, "SELECT count(*) FROM members") == [(0,)]


def test_seed_tells_the_story_once_and_leaves_members_alone_if_asked(migrated: Path) -> None:
    _run(seed.commands)
    members = _ask(migrated, "SELECT count(*) FROM members")
    assert "There are members already" in _run(seed.commands, "--if-empty")
    assert "told in this database already" in _run(seed.commands, fails=1)
    assert _ask(migrated, "SELECT count(*) FROM members") == members


def test_what_was_backed_up_is_restored(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(operator.commands, "operator", "add", "olga@brand.example")
    file = migrated / "backup.zip"
    assert "secret key is not in it" in _run(backup.commands, str(file))
    assert "exists" in _run(backup.commands, str(file), fails=1)
    assert "holds a database" in _run(restore.commands, str(file), fails=1)
    monkeypatch.setenv("PADDOCK_VAR", str(migrated / "elsewhere"))
    _run(restore.commands, str(file))
    assert _ask(migrated / "elsewhere", "SELECT email FROM members") == [("olga@brand.example",)]


def test_doctor_says_what_to_do_and_is_content_once_it_is_done(home: Path) -> None:
    assert "python -m server migrate" in _run(doctor.commands, fails=1)
    _run(migrate.commands)
    assert "python -m server operator add EMAIL" in _run(doctor.commands, fails=1)
    _run(operator.commands, "operator", "add", "olga@brand.example")
    told = _run(doctor.commands)
    assert [line.split(":")[0] for line in told.splitlines()] == [
        f"ok  {what}"
        for what in (
            "settings", "disk", "pictures", "valkey", "mail", "database", "migrations", "keys",
            "operator", "outbox",
        )
    ]  # fmt: skip


def test_a_wrong_setting_is_named_and_ends_the_command(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PADDOCK_POOL_SIZE", "many")
    monkeypatch.setenv("PADDOCK_DATABASE_URL", "mysql://x")
    said = _run(migrate.commands, fails=2)
    assert "PADDOCK_POOL_SIZE: " in said
    assert "PADDOCK_DATABASE_URL: must begin with sqlite:// or postgres://" in said
    assert "many" not in said.replace("PADDOCK", "")


def test_the_whole_program_lists_its_commands_and_tells_of_a_database_that_is_away(
    home: Path,
) -> None:
    program = [sys.executable, "-m", "server"]
    away = os.environ | {"PADDOCK_DATABASE_URL": "postgres://x@127.0.0.1:1/x"}
    helped = subprocess.run([*program, "--help"], capture_output=True, text=True, check=True)
    ran = subprocess.run(
        [*program, "migrate"], env=away, capture_output=True, text=True, check=False
    )
    for name in (
        "run",
        "serve",
        "worker",
        "migrate",
        "seed",
        "schema",
        "doctor",
        "backup",
        "restore",
    ):
        assert name in helped.stdout
    assert ran.returncode == 1
    assert "The database cannot be used now" in ran.stderr
    assert "Traceback" not in ran.stderr
