"""Settings from the environment: right ones are read, wrong ones are one clear line, secrets stay secret."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import settings

WRONG = {
    ("DAYBRIEF_REDIS_URL", "http://example.com"): "DAYBRIEF_REDIS_URL must begin with redis://",
    ("DAYBRIEF_ZONE", "Mars/Olympus"): "DAYBRIEF_ZONE is not an IANA time zone",
    ("DAYBRIEF_ZONE", "../../etc/passwd"): "DAYBRIEF_ZONE is not an IANA time zone",
    ("DAYBRIEF_LLM_BASE_URL", "localhost"): "DAYBRIEF_LLM_BASE_URL must begin with http://",
    ("DAYBRIEF_LANGUAGE", "English"): "DAYBRIEF_LANGUAGE is not a language of two letters",
    ("DAYBRIEF_SOURCES", "/no/such.toml"): "DAYBRIEF_SOURCES names no file",
    ("DAYBRIEF_DISCORD_GATEWAY", "https://x.example"): "DAYBRIEF_DISCORD_GATEWAY must begin with ws://",
    ("DAYBRIEF_OPERATORS", "telegram:77, ann"): "DAYBRIEF_OPERATORS needs addresses such as telegram:77 or discord:123",
    ("DAYBRIEF_OPERATORS", "telegram:-1001"): "DAYBRIEF_OPERATORS needs addresses such as telegram:77 or discord:123",
    ("DAYBRIEF_ALLOW", "-1001"): "DAYBRIEF_ALLOW needs addresses such as telegram:-1001234",
    ("DAYBRIEF_DENY", "slack:1"): "DAYBRIEF_DENY needs addresses such as telegram:-1001234",
    ("DAYBRIEF_TELEGRAM_TOKEN", "123456:SECRET SECRET"): "DAYBRIEF_TELEGRAM_TOKEN is no bot token",
    ("DAYBRIEF_TELEGRAM_TOKEN", "bot123456:SECRET"): "DAYBRIEF_TELEGRAM_TOKEN is no bot token",
    ("DAYBRIEF_DISCORD_TOKEN", "Bot SECRET"): "DAYBRIEF_DISCORD_TOKEN is no bot token; copy the token of the Bot page",
    ("DAYBRIEF_DISCORD_TOKEN", "1234567890"): "DAYBRIEF_DISCORD_TOKEN is no bot token but an application id",
    ("DAYBRIEF_DISCORD_TOKEN", "SECRET" * 5 + "__"): "DAYBRIEF_DISCORD_TOKEN is no bot token but a client secret",
    ("DAYBRIEF_DISCORD_TOKEN", "123456:SECRET"): "DAYBRIEF_DISCORD_TOKEN is no bot token but a Telegram token",
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(settings.variable(name), raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_one_line_that_names_the_variable(
    case: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(*case)
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert str(caught.value).startswith(WRONG[case])
    assert "\n" not in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_a_home_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    monkeypatch.setenv("DAYBRIEF_HOME", str(tmp_path / "taken"))
    with pytest.raises(settings.SettingsError, match="DAYBRIEF_HOME is a file"):
        settings.load()


def test_defaults_need_nothing_set() -> None:
    loaded = settings.load()
    assert loaded.home.is_absolute()
    assert loaded.redis_url.get_secret_value() == ""


def test_redis_url_is_an_alias_and_ours_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://alias.example")
    assert settings.load().redis_url.get_secret_value() == "redis://alias.example"
    monkeypatch.setenv("DAYBRIEF_REDIS_URL", "redis://ours.example")
    assert settings.load().redis_url.get_secret_value() == "redis://ours.example"


def test_a_dot_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAYBRIEF_ZONE=Europe/Paris\nSOMETHING_ELSE=1\n", encoding="utf-8")
    assert settings.load().zone == "Europe/Paris"


def test_a_dot_env_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"DAYBRIEF_ZONE=\xff\xfe\xfa")
    with pytest.raises(settings.SettingsError, match=r"\.env is not UTF-8"):
        settings.load()


def test_secrets_are_in_no_repr_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBRIEF_TELEGRAM_TOKEN", "123:SECRET")
    monkeypatch.setenv("REDIS_URL", "redis://:SECRET@host.example")
    assert "SECRET" not in repr(settings.load())
    monkeypatch.setenv("REDIS_URL", "http://:SECRET@host.example")
    with pytest.raises(settings.SettingsError) as caught:
        settings.load()
    assert "SECRET" not in str(caught.value)


def test_the_home_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert settings.default_home() == tmp_path / "daybrief"
    monkeypatch.setattr("sys.platform", "darwin")
    assert settings.default_home().parts[-3:] == ("Library", "Application Support", "Daybrief")


def test_lists_of_addresses_are_read_with_blanks_and_empty_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBRIEF_OPERATORS", " telegram:77 ,Discord:123,, telegram:77")
    monkeypatch.setenv("DAYBRIEF_ALLOW", "telegram:-1001234")
    loaded = settings.load()
    assert loaded.operating == {"telegram:77", "discord:123"}
    assert (loaded.allowed, loaded.denied) == ({"telegram:-1001234"}, frozenset())


def test_a_token_pasted_into_a_list_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBRIEF_OPERATORS", "telegram:77,123456:SECRET")
    with pytest.raises(settings.SettingsError, match="number 2 is none") as caught:
        settings.load()
    assert "SECRET" not in str(caught.value)


@pytest.mark.parametrize("token", ["123456:AAE-x_9", "1:x"])
def test_tokens_of_the_right_form_pass(token: str) -> None:
    assert settings.Settings(telegram_token=SecretStr(token)).telegram_token.get_secret_value() == token
    dotted = f"MTE.{token.replace(':', '.')}.GxY"
    assert settings.Settings(discord_token=SecretStr(dotted)).discord_token.get_secret_value() == dotted


def test_every_secret_is_listed_once_for_those_who_must_hide_it() -> None:
    held = settings.Settings(
        telegram_token=SecretStr("1:tele"), discord_token=SecretStr("disc"), llm_api_key=SecretStr("key"),
        redis_url=SecretStr("rediss://someone:p%40ss@store.example:6379/0"),
    )  # fmt: skip
    assert held.secrets == {"1:tele", "disc", "key", "p%40ss", "p@ss"}
    assert settings.Settings().secrets == frozenset()
