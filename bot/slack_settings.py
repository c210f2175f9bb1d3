"""The environment variables about Slack: one workspace by its token, or many that install it."""

from ipaddress import ip_address
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

from storage.encryption import Keys

Value = TypeVar("Value", SecretStr | None, str | None)


class SlackSettings(BaseModel):
    """How Slack is reached, and as whom."""

    slack_client_id: str | None = Field(
        default=None,
        description="The app's client id; when it is set, [many workspaces]"
        "(#one-bot-for-many-workspaces) may install the bot, over HTTP",
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="The app's client secret; needed with a client id",
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="The bot's token, `xoxb-…`; needed without a client id",
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="The app-level token, `xapp-…`; when it is set, the bot uses Socket Mode",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="The app's signing secret; needed for HTTP, that is without an app-level token",
    )
    encryption_keys: SecretStr | None = Field(
        default=None,
        validate_default=True,
        description="What encrypts the tokens of many workspaces in the database: keys that "
        "`python -m bot sealing-key` prints, with commas between them, newest first; "
        "needed with a client id",
    )
    public_url: str | None = Field(
        default=None,
        validate_default=True,
        description="Where people reach the bot's own pages, such as `https://bot.example.org`; "
        "needed with a client id, and over HTTP for [links](#people-without-slack)",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="Where Slack's Web API is"
    )

    @property
    def over_socket(self) -> bool:
        """Whether Slack is reached over Socket Mode, rather than Slack reaching the bot."""
        return self.slack_app_token is not None

    @property
    def for_many(self) -> bool:
        """Whether workspaces install the bot by themselves, rather than one by its token."""
        return self.slack_client_id is not None

    @field_validator("slack_client_secret")
    @classmethod
    def _both_or_none(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret is not None and not _for_many(info):
            raise ValueError("is set, but SLACK_CLIENT_ID is not: they belong together")
        return _needed_for_many(secret, info)

    @field_validator("slack_bot_token")
    @classmethod
    def _one_token_or_many(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and not _for_many(info):
            raise ValueError("is not set: set it for one workspace, or SLACK_CLIENT_ID for many")
        if token is not None and _for_many(info):
            raise ValueError(
                "is for one workspace, and SLACK_CLIENT_ID for many: remove one of the two"
            )
        return _of_kind(token, "xoxb-")

    @field_validator("slack_app_token")
    @classmethod
    def _socket_for_one(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is not None and _for_many(info):
            raise ValueError(
                "is for Socket Mode, and SLACK_CLIENT_ID needs HTTP: remove one of the two"
            )
        return _of_kind(token, "xapp-")

    @field_validator("slack_signing_secret")
    @classmethod
    def _one_way_to_slack(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        # An app token that is there but wrong is told about already.
        if secret is None and not _for_many(info) and not info.data.get("slack_app_token", "wrong"):
            raise ValueError(
                "is not set: set SLACK_APP_TOKEN for Socket Mode, or this one for HTTP"
            )
        return _needed_for_many(secret, info)

    @field_validator("encryption_keys")
    @classmethod
    def _fit_to_encrypt(cls, keys: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        return _needed_for_many(readable_keys(keys), info)

    @field_validator("public_url")
    @classmethod
    def _seen_from_outside(cls, url: str | None, info: ValidationInfo) -> str | None:
        if url is None:
            _needed_for_many(url, info)
            return None
        parts = urlsplit(url)
        if not parts.hostname or not (parts.scheme == "https" or _is_this_computer(parts.hostname)):
            raise ValueError("should start with https://, as in https://bot.example.org")
        return url.rstrip("/")

    @field_validator("slack_api_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("should start with https://")
        return url.rstrip("/") + "/"


def readable_keys(keys: SecretStr | None) -> SecretStr | None:
    """Return keys that can be used; raises ValueError for what is no key."""
    try:
        if keys is not None:
            Keys.from_setting(keys.get_secret_value())
    except ValueError:
        sentence = "should be keys that `python -m bot sealing-key` printed, with commas between"
        raise ValueError(sentence) from None
    return keys


def _for_many(info: ValidationInfo) -> bool:
    return bool(info.data.get("slack_client_id"))


def _needed_for_many(value: Value, info: ValidationInfo) -> Value:
    if value is None and _for_many(info):
        raise ValueError("is not set, and SLACK_CLIENT_ID needs it")
    return value


def _of_kind(token: SecretStr | None, prefix: str) -> SecretStr | None:
    if token is not None and not token.get_secret_value().startswith(prefix):
        raise ValueError(f"should start with {prefix}; this looks like another kind of token")
    return token


def _is_this_computer(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
