"""Settings, typed: from the environment (YISHI_…) and one file, `yishi.toml` in the data directory."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """`database` is a Tortoise URL; empty means the embedded SQLite file in `data`.

    `printing_nice`: how nice the processes are that make documents; with 0 they run as everybody else.

    `hook_…`: who is told of what becomes public; with none of `hook_email` (addresses, by commas), `hook_wecom` and
    `hook_dingtalk` (a group robot's address) nobody is. `hook_smtp` is host:port; news gathers for `hook_minutes`.
    `outside_sign_in` names a provider (module:attribute) by which people can sign in with WeChat or WeCom; "" is none.
    Robots are reached at their official hosts only, unless `hook_hosts` names another host (or host:port).
    """

    model_config = SettingsConfigDict(env_prefix="YISHI_", extra="ignore")

    data: Path = Path("yishi-data")
    database: str = ""
    host: str = "127.0.0.1"
    port: int = 8420
    hall: bool = False
    address: str = ""
    quick_passwords: bool = False
    log: str = "info"
    secret: str = ""
    tally_interval: float = 0.25
    direct_sending: bool = True
    printing_nice: int = 10
    hook_email: str = ""
    hook_email_from: str = ""
    hook_smtp: str = ""
    hook_smtp_user: str = ""
    hook_smtp_password: str = ""
    hook_wecom: str = ""
    hook_dingtalk: str = ""
    hook_dingtalk_secret: str = ""
    hook_hosts: str = ""
    hook_minutes: int = 10
    outside_sign_in: str = ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        given = init_settings().get("data") or os.environ.get("YISHI_DATA") or "yishi-data"
        file = TomlConfigSettingsSource(settings_cls, Path(str(given)) / "yishi.toml")
        return init_settings, env_settings, file

    @property
    def database_file(self) -> Path:
        return self.data / "yishi.sqlite3"

    @property
    def hook_hosts_named(self) -> set[str]:
        return {host.strip().lower() for host in self.hook_hosts.split(",") if host.strip()}

    @property
    def base_url(self) -> str:
        """Where phones find this server, without a slash at the end."""
        return self.address.rstrip("/") or f"http://{self.host}:{self.port}"


def load(**given: Any) -> Settings:
    """Settings with a data directory that exists and a secret that survives restarts."""
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _keep_private(settings.data)
    if not settings.secret:
        settings.secret = _kept_secret(settings.data / "secret")
    return settings


def _keep_private(data: Path) -> None:
    """Nobody else on this machine reads our files, also those an earlier version or a copy left open.

    A directory that was there before is left as it is: it may be /tmp.
    """
    for path in (*data.glob("yishi.*sqlite3*"), data / "secret", data / "sign-ins.txt"):
        with suppress(OSError):
            path.chmod(path.stat().st_mode & ~0o077)


def _kept_secret(path: Path) -> str:
    if not path.exists():
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48))
        part.replace(path)
    return path.read_text().strip()
