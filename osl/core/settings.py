"""Settings: read once from the environment, checked, and refused with a sentence when wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from osl.core.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Settings:
    """How this installation runs. Each field is one environment variable (see README)."""

    instance: Path
    database_url: str
    secret_key: str = field(repr=False)
    previous_secret_keys: tuple[str, ...] = field(default=(), repr=False)
    port: int = 8000
    host: str = "127.0.0.1"
    base_url: str = "http://127.0.0.1:8000"
    production: bool = False
    demo: bool = True
    proxies: int = 0
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = "osl@localhost"
    jobs_url: str = ""
    log_level: str = "INFO"

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"

    @property
    def mail_folder(self) -> Path:
        """Where letters land as files when no SMTP server is set."""
        return self.instance / "mail"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the OSL_… variables. Raises SettingsError with a sentence that says what to set."""
        given = os.environ if environment is None else environment
        production = _switch(given, "OSL_PRODUCTION", False)
        port = _number(given, "PORT", 8000, 1, 65535)
        instance = Path(given.get("OSL_INSTANCE") or ROOT / "instance").absolute()
        base_url = given.get("OSL_BASE_URL", "").rstrip("/")
        if production and not base_url:
            raise SettingsError(
                "OSL_BASE_URL is missing. Set it to the address residents type, "
                "for example https://osl.example.pl."
            )
        base_url = base_url or f"http://127.0.0.1:{port}"
        _check_base_url(base_url, production=production)
        smtp_security = given.get("OSL_SMTP_SECURITY", "starttls").lower()
        if smtp_security not in ("starttls", "tls", "none"):
            raise SettingsError(
                f"OSL_SMTP_SECURITY is “{smtp_security}”. Set it to starttls, tls or none."
            )
        level = given.get("OSL_LOG_LEVEL", "INFO").upper()
        if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise SettingsError(
                f"OSL_LOG_LEVEL is “{level}”. Set it to DEBUG, INFO, WARNING or ERROR."
            )
        return cls(
            instance=instance,
            database_url=_database_url(given.get("OSL_DATABASE_URL", ""), instance),
            secret_key=_secret_key(given, instance, production=production),
            previous_secret_keys=_previous_secret_keys(given),
            port=port,
            host=given.get("OSL_HOST") or "127.0.0.1",
            base_url=base_url,
            production=production,
            demo=_switch(given, "OSL_DEMO", not production),
            proxies=_number(given, "OSL_PROXIES", 0, 0, 5),
            smtp_host=given.get("OSL_SMTP_HOST", ""),
            smtp_port=_number(given, "OSL_SMTP_PORT", 587, 1, 65535),
            smtp_security=smtp_security,
            smtp_user=given.get("OSL_SMTP_USER", ""),
            smtp_password=given.get("OSL_SMTP_PASSWORD", ""),
            mail_from=_mail_from(given.get("OSL_MAIL_FROM", ""), base_url),
            jobs_url=given.get("OSL_JOBS_URL", ""),
            log_level=level,
        )

    def prepare_instance(self) -> None:
        """Make the instance folder and what lies in it, readable by its owner only."""
        try:
            for folder in (self.instance, self.uploads, self.mail_folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"The folder {self.instance} cannot be made ({error.strerror}). "
                "Set OSL_INSTANCE to a folder this program may write to."
            ) from error


def _switch(given: Mapping[str, str], name: str, default: bool) -> bool:
    value = given.get(name, "")
    if value == "":
        return default
    if value not in ("0", "1"):
        raise SettingsError(f"{name} is “{value}”. Set it to 1 (yes) or 0 (no).")
    return value == "1"


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name, "")
    if value == "":
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise SettingsError(f"{name} is “{value}”. Set it to a number from {least} to {most}.")
    return int(value)


def _check_base_url(address: str, *, production: bool) -> None:
    parts = _parts_of(address)
    if parts is None or parts.scheme not in ("http", "https") or parts.geturl() != address:
        raise SettingsError(
            f"OSL_BASE_URL is “{address}”. Set it to a scheme and a host only, "
            "for example https://osl.example.pl."
        )
    if production and parts.scheme != "https":
        raise SettingsError(
            f"OSL_BASE_URL is “{address}”. Set it to an address that begins with https://."
        )


def _parts_of(address: str) -> SplitResult | None:
    """An address that is nothing but a scheme and a host, in its parts; else None."""
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        return None
    named = re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]+", host or "")
    rest = parts.path or parts.query or parts.fragment or "@" in parts.netloc
    return parts if named and not rest else None


def _mail_from(given: str, base_url: str) -> str:
    """The sender of letters, with or without a name before the address."""
    if not given:
        return f"osl@{urlsplit(base_url).hostname}"
    address = parseaddr(given)[1]
    if not given.isprintable() or not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise SettingsError(
            f"OSL_MAIL_FROM is “{given}”. Set it to an e-mail address, "
            "for example osl@example.pl or OSL <osl@example.pl>."
        )
    return given


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'osl.db'}"
    scheme = given.partition("://")[0]
    if scheme in ("postgres", "postgresql"):
        given = "postgresql+psycopg://" + given.partition("://")[2]
    elif scheme not in ("sqlite", "postgresql+psycopg"):
        given = ""
    if not _can_be_read(given):
        raise SettingsError(
            "OSL_DATABASE_URL is neither SQLite nor PostgreSQL. Set it to "
            "sqlite:////folder/osl.db or postgresql://user:password@host/name."
        )
    return given


def _can_be_read(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _is_strong(key: str) -> bool:
    return len(key) >= SHORTEST_SECRET and len(set(key)) >= 10


def _previous_secret_keys(given: Mapping[str, str]) -> tuple[str, ...]:
    """A former key still opens sessions, so a weak one is no better there."""
    keys = tuple(given.get("OSL_PREVIOUS_SECRET_KEYS", "").split())
    if not all(map(_is_strong, keys)):
        raise SettingsError(
            "OSL_PREVIOUS_SECRET_KEYS holds a key that is too short or too simple. "
            "Set it to the keys used before, separated by spaces, or leave it out."
        )
    return keys


def _secret_key(given: Mapping[str, str], instance: Path, *, production: bool) -> str:
    """The key from the environment; outside production one is made and kept in the instance."""
    key = given.get("OSL_SECRET_KEY", "")
    if key:
        if not _is_strong(key):
            raise SettingsError(
                f"OSL_SECRET_KEY is too short or too simple. Set it to at least {SHORTEST_SECRET} "
                'random characters, for example from: python3 -c "import secrets; '
                'print(secrets.token_urlsafe(48))".'
            )
        return key
    if production:
        raise SettingsError(
            f"OSL_SECRET_KEY is missing. Set it to at least {SHORTEST_SECRET} random characters, "
            'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
        )
    path = instance / "secret-key"
    if instance.exists() and not instance.is_dir():
        raise SettingsError(
            f"{instance} is not a folder. Set OSL_INSTANCE to a folder this program may write to."
        )
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(48))
        key = path.read_text().strip()
    except FileExistsError:
        key = path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"The folder {instance} cannot be written ({error.strerror}). "
            "Set OSL_INSTANCE to a folder this program may write to."
        ) from error
    if len(key) < SHORTEST_SECRET:
        raise SettingsError(f"The key in {path} is damaged. Delete the file and start again.")
    return key
