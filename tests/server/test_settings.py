"""Settings: read from the environment, and what production refuses."""

import stat
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.webhook_addresses import AddressRules
from server import keys, settings, webhook_addresses
from server.settings import Environment, LogFormat, Settings

_SECRET = "Zk3v9QpLxT7wYb2NcR8sHd4Fg6Jm1Aue"
_PRODUCTION = {
    "PADDOCK_ENVIRONMENT": "production",
    "PADDOCK_SECRET_KEY": _SECRET,
    "PADDOCK_PUBLIC_URL": "https://community.example/",
}


def _read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_a_desk_needs_no_setting_at_all() -> None:
    read = Settings()
    assert read.environment is Environment.DEVELOPMENT
    assert read.database_url.endswith("/var/paddock.db")
    assert read.address == "http://127.0.0.1:8000"
    assert read.logs_as is LogFormat.PRETTY
    assert read.story_code is not None


def test_production_has_no_story_sign_ins_and_logs_json(monkeypatch: pytest.MonkeyPatch) -> None:
    read = _read(monkeypatch, **_PRODUCTION)
    assert read.story_code is None
    assert read.logs_as is LogFormat.JSON
    assert read.address == "https://community.example"


def test_production_takes_no_payments_by_which_no_money_moves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ValidationError, match="rehearsal_secret"):
        _read(monkeypatch, **_PRODUCTION, PADDOCK_REHEARSAL_SECRET="a secret")


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("PADDOCK_SECRET_KEY", "secret_key"), ("PADDOCK_PUBLIC_URL", "public_url")],
)
def test_production_refuses_to_start_without(
    left_out: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name: value for name, value in _PRODUCTION.items() if name != left_out}
    with pytest.raises(ValidationError, match=said):
        _read(monkeypatch, **given)


@pytest.mark.parametrize("weak", ["short", "x" * 64, "change-me", "abababab" * 8])
def test_production_refuses_a_weak_secret(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="secret_key"):
        _read(monkeypatch, **_PRODUCTION | {"PADDOCK_SECRET_KEY": weak})


@pytest.mark.parametrize("url", ["mysql://x", "paddock.db", "sqlite://", ""])
def test_a_database_that_is_neither_sqlite_nor_postgres_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="sqlite:// or postgres://"):
        Settings(database_url=url)


def test_both_spellings_of_postgres_are_one() -> None:
    assert Settings(database_url="postgresql://a@b/c").database_url == "postgres://a@b/c"


def test_lists_are_parted_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    read = _read(monkeypatch, PADDOCK_ALLOWED_ORIGINS="https://a.example, https://b.example,")
    assert read.allowed_origins == ("https://a.example", "https://b.example")


def test_trusted_documents_are_files_parted_by_commas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "web.json", tmp_path / "phone.json"
    for file in files:
        file.write_text('{"a": "{ viewer { email } }"}')
    said = ", ".join(str(file) for file in files)
    read = _read(
        monkeypatch,
        PADDOCK_TRUSTED_DOCUMENTS=said,
        PADDOCK_ONLY_TRUSTED_DOCUMENTS="true",
    )
    assert read.trusted_documents == files
    assert read.only_trusted_documents


@pytest.mark.parametrize("content", [None, "[]", '{"a": 1}', "{"])
def test_trusted_documents_that_cannot_be_read_are_told_by_their_file(
    content: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "web.json"
    if content:
        file.write_text(content)
    with pytest.raises(ValidationError, match=r"web\.json"):
        Settings(trusted_documents=(file,))


def test_only_trusted_documents_without_any_would_serve_nothing() -> None:
    with pytest.raises(ValidationError, match="needs trusted_documents"):
        Settings(only_trusted_documents=True)


def test_a_misspelt_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PADDOCK_SMPT_HOST", "mail")
    monkeypatch.setenv("PADDOCK_SMTP_HOST", "mail")
    assert settings.unknown() == ["PADDOCK_SMPT_HOST"]


def test_a_setting_never_shows_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    read = _read(monkeypatch, **_PRODUCTION, PADDOCK_SMTP_PASSWORD="hunter2")
    assert _SECRET not in repr(read)
    assert "hunter2" not in repr(read)


def test_a_desks_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = (Settings(var=tmp_path / "var").secret() for _ in range(2))
    assert first == second
    assert len(first) == 64
    kept = tmp_path / "var" / "secret.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret.key"]


def test_everything_that_is_kept_in_files_moves_with_var(tmp_path: Path) -> None:
    read = Settings(var=tmp_path)
    assert read.database_url == f"sqlite://{tmp_path}/paddock.db"
    assert read.picture_folder == tmp_path / "pictures"
    assert read.letters == tmp_path / "mail"


def test_keys_differ_by_purpose_and_by_secret_and_stay_the_same() -> None:
    assert keys.sealing(_SECRET) == keys.sealing(_SECRET)
    derived = {
        keys.sealing(_SECRET),
        keys.unsubscribing(_SECRET),
        keys.sealing(_SECRET + "."),
        keys.unsubscribing(_SECRET + "."),
    }
    assert {len(key) for key in derived} == {32}
    assert len(derived) == 4


def test_webhooks_go_where_the_settings_say_and_by_default_to_the_internet_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    unsaid = webhook_addresses.of(Settings())
    said = webhook_addresses.of(
        _read(
            monkeypatch,
            PADDOCK_WEBHOOK_PORTS="443, 80",
            PADDOCK_WEBHOOK_NETWORKS="10.1.0.0/16,fd00:1::/32",
            PADDOCK_WEBHOOK_HTTP="true",
        )
    )
    assert unsaid == AddressRules(frozenset({443, 8443}), (), has_plain_http=False)
    networks = (ip_network("10.1.0.0/16"), ip_network("fd00:1::/32"))
    assert said == AddressRules(frozenset({443, 80}), networks, has_plain_http=True)


@pytest.mark.parametrize(("name", "wrong"), [("PORTS", "0"), ("NETWORKS", "10.1.0.1/16")])
def test_a_port_or_network_for_webhooks_that_is_none_is_told(
    name: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValidationError, match=f"webhook_{name.lower()}"):
        _read(monkeypatch, **{f"PADDOCK_WEBHOOK_{name}": wrong})
