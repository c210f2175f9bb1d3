"""Every environment variable that is read: typed, checked all at once, never changed after."""

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.retention_settings import RetentionSettings
from bot.slack_settings import SlackSettings, readable_keys
from storage.sealing import Seal

Kind = TypeVar("Kind", bound="DatabaseSettings")

_DATABASES = {"sqlite", "postgresql", "postgres"}
_LAST_PORT = 65535


class SettingsProblems(Exception):
    """Some settings are missing or wrong; `problems` has one plain sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Unreadable:
    """The content of a secret's file that could not be read; no field accepts it."""

    def __init__(self, name: str, path: str, why: str) -> None:
        self.sentence = f"{name} names the file {path}, which cannot be read: {why}."


class _SecretFiles(PydanticBaseSettingsSource):
    """For each secret `X`, the content of the file that `X_FILE` names."""

    def __init__(self, kind: type[BaseSettings], *sources: PydanticBaseSettingsSource) -> None:
        super().__init__(kind)
        self._sources = [source for source in sources if isinstance(source, EnvSettingsSource)]

    def get_field_value(
        self,
        field: FieldInfo,  # noqa: ARG002  # pydantic-settings hands it over
        field_name: str,
    ) -> tuple[Any, str, bool]:
        variable = f"{field_name}_file"
        paths = [source.env_vars.get(variable) for source in self._sources]
        path = next(filter(None, paths), None)
        return path and _content(variable.upper(), path), field_name, False

    def __call__(self) -> dict[str, Any]:
        secrets = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
            if SecretStr in (field.annotation, *get_args(field.annotation))
        }
        return {name: value for name, value in secrets.items() if value is not None}


def _content(name: str, path: str) -> str | _Unreadable:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        return _Unreadable(name, path, (error.strerror or "unknown").lower())
    except UnicodeDecodeError:
        return _Unreadable(name, path, "it is not text")


class DatabaseSettings(BaseSettings):
    """What `migrate` needs."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_file=".env",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///touchstone.db"),
        description="Where the records are: a SQLite file, or `postgresql://user:password@host/name`",
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: SecretStr) -> SecretStr:
        wanted = "should look like sqlite:///touchstone.db or postgresql://user:password@host/name"
        try:
            parts = make_url(url.get_secret_value())
        except (ArgumentError, ValueError):
            raise ValueError(wanted) from None
        if parts.get_backend_name() not in _DATABASES:
            raise ValueError(wanted)
        if parts.get_backend_name() == "sqlite" and parts.database in (None, "", ":memory:"):
            raise ValueError("must name a file: a database in memory is lost when the bot stops")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # a folder; not used
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = _SecretFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, env_settings, dotenv_settings, files


class ManifestSettings(DatabaseSettings):
    """What `manifest` looks at."""

    slack_client_id: str | None = None


class RekeySettings(DatabaseSettings):
    """What `rekey` needs."""

    encryption_keys: SecretStr

    @field_validator("encryption_keys")
    @classmethod
    def _keys(cls, keys: SecretStr) -> SecretStr:
        readable_keys(keys)
        return keys


class PolicySettings(RetentionSettings, DatabaseSettings):
    """What `policy` needs."""


class Settings(SlackSettings, RetentionSettings, DatabaseSettings):
    """What `run` needs."""

    http_host: str = Field(default="127.0.0.1", description="The address to listen on, for HTTP")
    http_port: int = Field(
        default=3000, ge=1, le=_LAST_PORT, description="The port to listen on, for HTTP"
    )
    monitoring_address: str | None = Field(
        default=None,
        description="Where `/metrics`, `/healthz` and `/readyz` are answered, such as "
        "`127.0.0.1:9464`; when it is not set, nowhere",
    )
    messages_per_minute: int = Field(
        default=100,
        ge=1,
        le=600,
        description="How many messages a minute one workspace gets at most; a channel gets about "
        "one a second in any case",
    )
    sealing_key: SecretStr | None = Field(
        default=None,
        description="What seals the answers that nobody may read in the database: a key that "
        "`python -m bot sealing-key` prints; without one, nothing is asked anonymously",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much to log: `debug`, `info`, `warning` or `error`"
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="One line per event: `text` for people, `json` for machines"
    )

    @property
    def monitoring(self) -> tuple[str, int] | None:
        """The address and port to answer operators' tools at, if there shall be one."""
        if self.monitoring_address is None:
            return None
        host, _colon, port = self.monitoring_address.rpartition(":")
        return host.strip("[]"), int(port)

    @field_validator("http_host")
    @classmethod
    def _address(cls, host: str) -> str:
        try:
            return str(ip_address("127.0.0.1" if host == "localhost" else host))
        except ValueError:
            sentence = "should be an address of this computer, such as 127.0.0.1 or 0.0.0.0"
            raise ValueError(sentence) from None

    @field_validator("monitoring_address")
    @classmethod
    def _address_and_port(cls, address: str | None) -> str | None:
        if address is None:
            return None
        host, _colon, port = address.rpartition(":")
        try:
            ip_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
            if not 1 <= int(port) <= _LAST_PORT:
                raise ValueError(port)
        except ValueError:
            raise ValueError("should look like 127.0.0.1:9464") from None
        return f"127.0.0.1:{port}" if host == "localhost" else address

    @field_validator("sealing_key")
    @classmethod
    def _keys(cls, keys: SecretStr | None) -> SecretStr | None:
        try:
            if keys is not None:
                Seal.from_setting(keys.get_secret_value())
        except ValueError:
            sentence = "should be a key that `python -m bot sealing-key` printed"
            raise ValueError(sentence) from None
        return keys

    @property
    def seal(self) -> Seal | None:
        """What keeps answers unreadable in the database, if there is a key."""
        keys = self.sealing_key
        return None if keys is None else Seal.from_setting(keys.get_secret_value())

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, word: Any) -> Any:
        return word.lower() if isinstance(word, str) else word


def load(kind: type[Kind]) -> Kind:
    """Read the settings from the environment and `.env`, or raise SettingsProblems."""
    try:
        return kind()
    except ValidationError as error:
        raise SettingsProblems(problems(error)) from None


def problems(error: ValidationError) -> list[str]:
    """Return one plain sentence for each setting that is missing or wrong; never a value."""
    return [_sentence(dict(one)) for one in error.errors()]


def _sentence(one: Mapping[str, Any]) -> str:
    if isinstance(one.get("input"), _Unreadable):
        return str(one["input"].sentence)
    name = str(one["loc"][0]).upper()
    if one["type"] == "missing":
        return f"{name} is not set."
    if one["type"] == "value_error":
        return f"{name} {one['ctx']['error']}."
    message = str(one["msg"])
    return f"{name} is not right: {message[0].lower()}{message[1:]}."
