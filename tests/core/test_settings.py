"""A bad setting stops the start with a sentence that says what to set."""

import stat
from pathlib import Path

import pytest

from osl.core.errors import SettingsError
from osl.core.settings import Settings

SECRET = "Zq8v-3kLmN0pR5tUwXyZ7bCdEfGhJ2aS"


def read(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"OSL_INSTANCE": str(folder)} | given)


def test_a_fresh_machine_needs_no_setting_at_all(tmp_path: Path) -> None:
    settings = read(tmp_path / "new")
    assert settings.port == 8000
    assert settings.demo
    assert settings.database_url.endswith("osl.db")
    assert len(settings.secret_key) >= 32
    assert read(tmp_path / "new").secret_key == settings.secret_key


def test_the_key_it_makes_is_for_its_owner_only(tmp_path: Path) -> None:
    read(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "٨٠٠٠"}, "PORT"),
        ({"OSL_DEMO": "maybe"}, "OSL_DEMO"),
        ({"OSL_SECRET_KEY": "short"}, "OSL_SECRET_KEY"),
        ({"OSL_SECRET_KEY": "a" * 40}, "OSL_SECRET_KEY"),
        ({"OSL_DATABASE_URL": "mysql://x/y"}, "OSL_DATABASE_URL"),
        ({"OSL_BASE_URL": "osl.example.pl"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl.example.pl/strona"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://["}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl.example.pl:port"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl.example.pl:99999"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://user:word@osl.example.pl"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl.example.pl#x"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl example.pl"}, "OSL_BASE_URL"),
        ({"OSL_BASE_URL": "https://osl.example.pl\nx"}, "OSL_BASE_URL"),
        ({"OSL_DATABASE_URL": "postgresql://osl@host:port/osl"}, "OSL_DATABASE_URL"),
        ({"OSL_MAIL_FROM": "nonsense"}, "OSL_MAIL_FROM"),
        ({"OSL_MAIL_FROM": "osl@example.pl\nBcc: x@example.pl"}, "OSL_MAIL_FROM"),
        ({"OSL_PREVIOUS_SECRET_KEYS": "short"}, "OSL_PREVIOUS_SECRET_KEYS"),
        ({"OSL_INSTANCE": "/dev/null"}, "OSL_INSTANCE"),
        ({"OSL_SMTP_SECURITY": "ssl3"}, "OSL_SMTP_SECURITY"),
        ({"OSL_LOG_LEVEL": "loud"}, "OSL_LOG_LEVEL"),
        ({"OSL_PRODUCTION": "1"}, "OSL_BASE_URL"),
        ({"OSL_PRODUCTION": "1", "OSL_BASE_URL": "http://osl.example.pl"}, "OSL_BASE_URL"),
        ({"OSL_PRODUCTION": "1", "OSL_BASE_URL": "https://osl.example.pl"}, "OSL_SECRET_KEY"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named) as refusal:
        read(tmp_path, **given)
    assert "Set " in str(refusal.value)


def test_production_starts_when_everything_is_there(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        OSL_PRODUCTION="1",
        OSL_BASE_URL="https://osl.example.pl/",
        OSL_SECRET_KEY=SECRET,
        OSL_DATABASE_URL="postgresql://osl@db/osl",
    )
    assert settings.base_url == "https://osl.example.pl"
    assert settings.database_url == "postgresql+psycopg://osl@db/osl"
    assert not settings.demo


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    shown = repr(read(tmp_path, OSL_SECRET_KEY=SECRET, OSL_SMTP_PASSWORD="hasło-do-poczty"))
    assert SECRET not in shown
    assert "hasło-do-poczty" not in shown


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way")
    with pytest.raises(SettingsError, match="OSL_INSTANCE"):
        read(blocked / "instance")


@pytest.mark.parametrize(
    "address",
    [
        "https://osl.example.pl",
        "https://osl.example.pl:8443",
        "http://[::1]:8000",
        "http://10.0.0.1",
    ],
)
def test_an_address_of_a_site_is_taken(tmp_path: Path, address: str) -> None:
    assert read(tmp_path, OSL_BASE_URL=address).base_url == address


@pytest.mark.parametrize("sender", ["osl@example.pl", "OSL Gęsiówek <osl@example.pl>"])
def test_letters_may_have_a_sender_with_a_name(tmp_path: Path, sender: str) -> None:
    assert read(tmp_path, OSL_MAIL_FROM=sender).mail_from == sender
