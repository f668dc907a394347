"""Every setting there is, from the environment and `.env`.

Works on: environment variables named `DAYBRIEF_*` (and `REDIS_URL`, and with a model `OPENAI_*`).
Comes in: text somebody typed.
Goes out: one frozen `Settings`; secrets only as `SecretStr`.
Does not know: what the settings are for.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(ValueError):
    """A setting has a wrong value. `str(error)` is one line for the person who set it."""


_PERSON = re.compile(r"(?:telegram|discord):[1-9][0-9]{0,19}")
_PLACE = re.compile(r"(?:telegram|discord):-?[1-9][0-9]{0,19}")
"""Telegram's groups and channels have negative numbers."""
_TELEGRAM = re.compile(r"[0-9]+:[!-~]+")
_KEY = re.compile(r"[!-~]*")
OPENAI = "https://api.openai.com/v1"
"""Where a model is whose address is not set."""
_MISTAKEN = {
    "an application id": re.compile(r"[0-9]+"),
    "a public key": re.compile(r"[0-9a-f]{64}"),
    "a client secret": re.compile(r"[A-Za-z0-9_-]{32}"),
    "a Telegram token": re.compile(r"[0-9]{6,}:[A-Za-z0-9_-]+"),
}
"""What stands beside a Discord bot's token where one copies it, or in the line above in a `.env`."""


def default_home() -> Path:
    """Where a desktop keeps application state: XDG on Linux, Application Support on macOS."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Daybrief"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "daybrief"


class Settings(BaseSettings):
    """All settings; every field's description is its row in the README."""

    model_config = SettingsConfigDict(
        env_prefix="DAYBRIEF_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True,
        hide_input_in_errors=True, populate_by_name=True,
    )  # fmt: skip

    home: Path = Field(default_factory=default_home, description="Folder for the embedded store and its files")
    zone: str = Field(
        default="",
        description="Time zone of the times shown (IANA name, such as `Europe/Paris`); the system's when unset",
    )
    language: str = Field(default="en", description="The reader's language, two letters: stories told in it come first")
    sources: Path | None = Field(
        default=None, description="A file in the form of `bot/wire/sources.toml` to use in place of the default sources"
    )
    private_sources: bool = Field(
        default=False, description="`true` lets sources be at private addresses, such as feeds of your own network"
    )
    vectors: bool = Field(
        default=True,
        description="`false` compares articles by words alone where `make vectors` has installed what measures meaning",
    )
    redis_url: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("DAYBRIEF_REDIS_URL", "REDIS_URL"),
        description="A Redis or Valkey to use in place of the embedded store: `redis://`, `rediss://` or `unix://`",
    )  # fmt: skip
    llm_model: str = Field(
        default="",
        description="A model that words the news, by its endpoint's name for it; nothing is sent anywhere when unset",
    )
    llm_base_url: str = Field(
        default="", repr=False,
        description="Address of an OpenAI-compatible endpoint; `OPENAI_BASE_URL`, else OpenAI's own, when unset",
    )  # fmt: skip
    llm_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for that endpoint; `OPENAI_API_KEY`, else none, when unset"
    )
    llm_judge_model: str = Field(
        default="",
        description="Another model of that endpoint that judges doubtful sentences and translations; none when unset",
    )
    llm_timeout: float = Field(
        default=30.0, description="Seconds that endpoint may be silent, from 1 to 600", allow_inf_nan=False
    )
    llm_day_tokens: int = Field(
        default=0, description="Tokens a day (UTC) for all chats, after which no model is asked; no limit when unset"
    )
    llm_chat_tokens: int = Field(
        default=0, description="Tokens a day (UTC) for each chat, after which no model is asked; no limit when unset"
    )
    llm_price_in: float = Field(
        default=0.0, allow_inf_nan=False,
        description="Price of a million tokens read, in any currency; costs are shown where a price is set",
    )  # fmt: skip
    llm_price_cached: float = Field(
        default=0.0, allow_inf_nan=False,
        description="Price of a million tokens read from the endpoint's cache; that of the others when unset",
    )  # fmt: skip
    llm_price_out: float = Field(default=0.0, allow_inf_nan=False, description="Price of a million tokens written")
    openai_base_url: str = Field(
        default="", validation_alias="OPENAI_BASE_URL", repr=False,
        description="Serves where a model is set and `DAYBRIEF_LLM_BASE_URL` is not",
    )  # fmt: skip
    openai_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias="OPENAI_API_KEY",
        description="Serves, at whatever endpoint there is, where a model is set and `DAYBRIEF_LLM_API_KEY` is not",
    )  # fmt: skip
    telegram_token: SecretStr = Field(
        default=SecretStr(""), description="Telegram bot token, from @BotFather; `daybrief serve` answers there"
    )
    telegram_api_base: str = Field(
        default="", description="Another Telegram Bot API server, in place of Telegram's own"
    )
    telegram_webhook_url: str = Field(
        default="", description="Public address for Telegram webhooks (read by a later release)"
    )
    discord_token: SecretStr = Field(
        default=SecretStr(""),
        description="Discord bot token, from the developer portal; `daybrief serve` answers there",
    )
    discord_api_base: str = Field(default="", description="Another Discord API server, in place of Discord's own")
    discord_gateway: str = Field(default="", description="Another Discord gateway, in place of Discord's own")
    operators: str = Field(
        default="",
        description="Chat accounts that operate this bot, separated by commas, such as `telegram:77,discord:123`",
    )
    allow: str = Field(
        default="",
        description="Chats, Discord servers and accounts that may use the bot, separated by commas; any may when unset",
    )
    deny: str = Field(default="", description="Chats, Discord servers and accounts that may not, separated by commas")

    @field_validator("home")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        path = value.expanduser()
        if path.exists() and not path.is_dir():
            raise ValueError("is a file, not a folder; name a folder")
        return path.absolute()

    @field_validator("sources")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is not None and not value.expanduser().is_file():
            raise ValueError("names no file; give the path of a sources.toml")
        return value.expanduser() if value else None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if not value:
            return value
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is not an IANA time zone; try Europe/Paris or America/New_York") from None
        return value

    @field_validator("language")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        if len(value) != 2 or not value.isascii() or not value.isalpha():
            raise ValueError("is not a language of two letters, such as en or fr")
        return value.lower()

    @field_validator("redis_url")
    @classmethod
    def _redis_scheme(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and urlsplit(value.get_secret_value()).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must begin with redis://, rediss:// or unix://")
        return value

    @field_validator("llm_base_url", "telegram_api_base", "telegram_webhook_url", "discord_api_base")
    @classmethod
    def _web_address(cls, value: str) -> str:
        return _web(value)

    @field_validator("llm_model", "llm_judge_model")
    @classmethod
    def _named(cls, value: str) -> str:
        """Blanks alone name no model: nothing is sent to one."""
        return value.strip()

    @field_validator("llm_api_key")
    @classmethod
    def _model_key(cls, value: SecretStr) -> SecretStr:
        return _key(value)

    @field_validator("openai_base_url")
    @classmethod
    def _usual_address(cls, value: str, held: ValidationInfo) -> str:
        """Dropped, unlooked at, where it does not serve: it was set for other programs."""
        return _web(value) if held.data.get("llm_model") and not held.data.get("llm_base_url") else ""

    @field_validator("openai_api_key")
    @classmethod
    def _usual_key(cls, value: SecretStr, held: ValidationInfo) -> SecretStr:
        """Dropped as the address is."""
        return _key(value) if held.data.get("llm_model") and not held.data.get("llm_api_key") else SecretStr("")

    @field_validator("llm_timeout")
    @classmethod
    def _patience(cls, value: float) -> float:
        if not 1 <= value <= 600:
            raise ValueError("must be a number of seconds from 1 to 600")
        return value

    @field_validator("llm_day_tokens", "llm_chat_tokens", "llm_price_in", "llm_price_cached", "llm_price_out")
    @classmethod
    def _nothing_or_more(cls, value: float) -> float:
        if value < 0:
            raise ValueError("must be 0 or more")
        return value

    @field_validator("discord_gateway")
    @classmethod
    def _socket_address(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("ws", "wss"):
            raise ValueError("must begin with ws:// or wss://")
        return value

    @field_validator("operators")
    @classmethod
    def _persons(cls, value: str) -> str:
        return _addresses(value, _PERSON, "telegram:77 or discord:123")

    @field_validator("allow", "deny")
    @classmethod
    def _places(cls, value: str) -> str:
        return _addresses(value, _PLACE, "telegram:-1001234, telegram:77 or discord:123")

    @field_validator("telegram_token")
    @classmethod
    def _telegram_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        if token and not _TELEGRAM.fullmatch(token):
            raise ValueError("is no bot token; @BotFather gives one of the form 123456:ABC..., without blanks")
        return value

    @field_validator("discord_token")
    @classmethod
    def _discord_token(cls, value: SecretStr) -> SecretStr:
        token = value.get_secret_value()
        for mistaken, form in _MISTAKEN.items():
            if form.fullmatch(token):
                raise ValueError(f"is no bot token but {mistaken}; copy the token of the Bot page")
        if not re.fullmatch(r"[!-~]*", token):
            raise ValueError("is no bot token; copy the token of the Bot page, without blanks or the word Bot")
        return value

    @property
    def operating(self) -> frozenset[str]:
        """Who operates this bot: persons such as `telegram:77`."""
        return _listed(self.operators)

    @property
    def allowed(self) -> frozenset[str]:
        """Places that may use the bot; none named means that any may."""
        return _listed(self.allow)

    @property
    def denied(self) -> frozenset[str]:
        """Places that may not."""
        return _listed(self.deny)

    @property
    def secrets(self) -> frozenset[str]:
        """Every text that must never be shown: keys, tokens, and the password in the store's address."""
        held = {field: value.get_secret_value() for field, value in self if isinstance(value, SecretStr)}
        password = urlsplit(held.pop("redis_url")).password or ""
        addressed = _secrets(self.llm_base_url or self.openai_base_url)
        return frozenset({*held.values(), password, unquote(password), *addressed} - {""})

    @property
    def model_address(self) -> str:
        """Where the model is; empty where none is set."""
        return (self.llm_base_url or self.openai_base_url or OPENAI) if self.llm_model else ""

    @property
    def model_host(self) -> str:
        """All of that address that is ever shown."""
        return urlsplit(self.model_address).hostname or ""

    @property
    def model_key(self) -> SecretStr:
        """The key for it; empty where none is set, or no model is."""
        if not self.llm_model:
            return SecretStr("")
        return self.llm_api_key if self.llm_api_key.get_secret_value() else self.openai_api_key


def _web(value: str) -> str:
    """An address of the web, or nothing. Raises ValueError, which repeats none of it: it may hold a password."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and parts.port != 0 and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or not _KEY.fullmatch(value):
        raise ValueError("must begin with http:// or https:// and name a host, without blanks")
    return value


def _key(value: SecretStr) -> SecretStr:
    if not _KEY.fullmatch(value.get_secret_value()):
        raise ValueError("is no key: it holds a blank or a letter that no key has; copy it again")
    return value


def _secrets(address: str) -> set[str]:
    """What must not be shown of an address: the password, or a name alone before the host; what is asked for."""
    parts = urlsplit(address)
    held = {parts.password or parts.username or "", parts.query}
    return held | {unquote(text) for text in held} | {value for _, value in parse_qsl(parts.query)}


def _listed(typed: str) -> frozenset[str]:
    return frozenset(part for part in typed.split(",") if part)


def _addresses(typed: str, form: re.Pattern[str], example: str) -> str:
    """The list without blanks. A wrong entry is named by its place alone: it may be a token, pasted a line too low."""
    entries = [entry.strip().lower() for entry in typed.split(",") if entry.strip()]
    for place, entry in enumerate(entries, 1):
        if not form.fullmatch(entry):
            raise ValueError(f"needs addresses such as {example}, separated by commas; number {place} is none")
    return ",".join(entries)


def variable(field: str) -> str:
    """The environment variable that sets a field."""
    known = Settings.model_fields.get(field)
    alias = known.validation_alias if known else None
    return alias if isinstance(alias, str) else f"DAYBRIEF_{field.upper()}"


def load() -> Settings:
    """The settings of this process. Raises SettingsError: one line that names the variable and the cure."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = str(first["loc"][0]) if first["loc"] else "settings"
        name = place if place.isupper() else variable(place)
        raise SettingsError(f"{name} {first['msg'].removeprefix('Value error, ')}") from None
    except UnicodeDecodeError:
        raise SettingsError(".env is not UTF-8 text; save it as UTF-8 or remove it") from None
