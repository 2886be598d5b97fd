"""The doctor's findings: each thing that can be wrong is found, with what to do."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from models import clock, database, outbox
from server import checkup
from server.settings import Settings
from tests import mail_server, people, valkey
from tests.house import SECRET

Find = Callable[..., Awaitable[checkup.Finding]]


@pytest.fixture
def find(database_url: str, tmp_path: Path) -> Find:
    """What the doctor finds of one part, with these settings beside the right ones."""

    async def finding(what: str, **said: Any) -> checkup.Finding:
        right: dict[str, Any] = {"database_url": database_url, "secret_key": SecretStr(SECRET)}
        settings = Settings(var=tmp_path, **right | said)
        [found] = [found for found in await checkup.examine(settings) if found.what == what]
        return found

    return finding


async def test_an_installation_without_faults_has_ten_good_findings(
    database_url: str, tmp_path: Path
) -> None:
    async with database.connected(database_url):
        await people.operator()
    settings = Settings(database_url=database_url, var=tmp_path, secret_key=SecretStr(SECRET))
    found = await checkup.examine(settings)
    assert [one.what for one in found if one.is_well] == [
        "settings", "disk", "pictures", "valkey", "mail", "database", "migrations", "keys",
        "operator", "outbox",
    ]  # fmt: skip
    assert list((tmp_path / "pictures").iterdir()) == []


async def test_a_secret_key_that_does_not_open_the_signing_keys_is_found(find: Find) -> None:
    found = await find("keys", secret_key=SecretStr("another " * 8))
    assert found.found == "do not open: 1"
    assert found.remedy == "Set PADDOCK_SECRET_KEY to what it was when the keys were sealed."


async def test_an_installation_without_an_operator_is_told_how_to_make_one(find: Find) -> None:
    assert (await find("operator")).remedy == "python -m server operator add EMAIL"


async def test_messages_that_nobody_delivers_are_found(find: Find, database_url: str) -> None:
    async with database.connected(database_url):
        now = clock.now()
        with clock.injected(lambda: now - timedelta(minutes=11)):
            await outbox.tell("member.followed")
    assert (await find("outbox")).remedy.startswith("Start a worker")


async def test_a_database_that_is_away_is_found_and_nothing_more_is_asked_of_it(
    tmp_path: Path,
) -> None:
    settings = Settings(database_url="postgres://x@127.0.0.1:1/x", var=tmp_path)
    found = await checkup.examine(settings)
    assert (found[-1].what, found[-1].is_well) == ("database", False)
    assert len(found) == 6


async def test_a_misspelt_setting_is_found(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADDOCK_SMPT_HOST", "mail")
    assert (await find("settings")).found == "unknown: PADDOCK_SMPT_HOST"


async def test_a_mail_server_is_greeted_and_one_that_is_away_is_found(find: Find) -> None:
    async with mail_server.running() as there:
        said = {"smtp_host": "127.0.0.1", "smtp_encryption": "none"}
        assert (await find("mail", **said, smtp_port=there.port)).is_well
    assert not (await find("mail", **said, smtp_port=there.port)).is_well


async def test_letters_in_files_are_well_at_a_desk_and_not_in_production(find: Find) -> None:
    said = {"environment": "production", "public_url": "https://community.example"}
    assert (await find("mail")).is_well
    assert not (await find("mail", **said)).is_well


async def test_valkey_is_asked_and_one_that_is_away_is_found(find: Find) -> None:
    async with valkey.server() as url:
        assert (await find("valkey", valkey_url=url)).found == "answers"
    assert not (await find("valkey", valkey_url="redis://127.0.0.1:1/0")).is_well


async def test_a_picture_store_that_cannot_be_written_is_found(find: Find, tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").touch)
    found = await find("pictures", picture_store=f"file://{tmp_path}/file/pictures")
    assert found.remedy.startswith("Set PADDOCK_PICTURE_STORE")


async def test_a_disk_that_is_nearly_full_is_found(
    find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.checkup._LEAST_FREE", 1 << 62)
    assert (await find("disk")).remedy.startswith("Make room")
