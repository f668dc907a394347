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
    ("DAYBRIEF_LLM_BASE_URL", "http://"): "DAYBRIEF_LLM_BASE_URL must begin with http:// or https:// and name a host",
    ("DAYBRIEF_LLM_BASE_URL", "http://a:SECRET@[b/v1"): "DAYBRIEF_LLM_BASE_URL must begin with http://",
    ("DAYBRIEF_LLM_BASE_URL", "http://a.example:SECRET"): "DAYBRIEF_LLM_BASE_URL must begin with http://",
    ("DAYBRIEF_LLM_BASE_URL", "http://a.example/SECRET SECRET"): "DAYBRIEF_LLM_BASE_URL must begin with http://",
    ("DAYBRIEF_LLM_API_KEY", "SECRET SECRET"): "DAYBRIEF_LLM_API_KEY is no key: it holds a blank",
    ("DAYBRIEF_LLM_API_KEY", "SECRET\u2026"): "DAYBRIEF_LLM_API_KEY is no key",
    ("DAYBRIEF_LLM_TIMEOUT", "0.5"): "DAYBRIEF_LLM_TIMEOUT must be a number of seconds from 1 to 600",
    ("DAYBRIEF_LLM_TIMEOUT", "601"): "DAYBRIEF_LLM_TIMEOUT must be a number of seconds from 1 to 600",
    ("DAYBRIEF_LLM_TIMEOUT", "nan"): "DAYBRIEF_LLM_TIMEOUT Input should be a finite number",
    ("DAYBRIEF_LLM_DAY_TOKENS", "many"): "DAYBRIEF_LLM_DAY_TOKENS Input should be a valid integer",
    ("DAYBRIEF_LLM_CHAT_TOKENS", "-1"): "DAYBRIEF_LLM_CHAT_TOKENS must be 0 or more",
    ("DAYBRIEF_LLM_PRICE_OUT", "-0.1"): "DAYBRIEF_LLM_PRICE_OUT must be 0 or more",
    ("DAYBRIEF_LLM_PRICE_IN", "inf"): "DAYBRIEF_LLM_PRICE_IN Input should be a finite number",
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


# --- a model ---------------------------------------------------------------------------------------------------------


def usual(monkeypatch: pytest.MonkeyPatch, **ours: str) -> settings.Settings:
    """The settings where the variables that other programs read are set too."""
    monkeypatch.setenv("OPENAI_API_KEY", "usual-key")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://usual.example/v1?code=usual-code")
    for field, value in ours.items():
        monkeypatch.setenv(settings.variable(field), value)
    return settings.load()


def where(held: settings.Settings) -> tuple[str, str, str]:
    return held.model_address, held.model_host, held.model_key.get_secret_value()


def test_without_a_model_there_is_no_address_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    held = usual(monkeypatch, llm_base_url="https://ours.example/v1", llm_api_key="ours")
    assert where(held) == ("", "", "")
    assert "usual" not in "".join(held.secrets)


def test_blanks_name_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert where(usual(monkeypatch, llm_model="  ")) == ("", "", "")
    assert usual(monkeypatch, llm_model=" m ").llm_model == "m"


def test_a_model_alone_is_at_openai_without_a_key() -> None:
    assert where(settings.Settings(llm_model="m")) == ("https://api.openai.com/v1", "api.openai.com", "")


def test_with_a_model_the_usual_variables_serve_where_ours_are_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    held = usual(monkeypatch, llm_model="m")
    assert where(held) == ("https://usual.example/v1?code=usual-code", "usual.example", "usual-key")
    assert held.secrets == {"usual-key", "code=usual-code", "usual-code"}
    assert "usual-" not in repr(held)


def test_ours_go_before_the_usual_ones_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    held = usual(monkeypatch, llm_model="m", llm_base_url="http://127.0.0.1:8080/v1")
    assert where(held) == ("http://127.0.0.1:8080/v1", "127.0.0.1", "usual-key")
    held = usual(monkeypatch, llm_api_key="ours")
    assert where(held) == ("http://127.0.0.1:8080/v1", "127.0.0.1", "ours")
    assert held.secrets == {"ours"}


@pytest.mark.parametrize(("name", "value"), [("OPENAI_BASE_URL", "nonsense"), ("OPENAI_API_KEY", "of two words")])
def test_the_usual_variables_are_looked_at_only_where_they_serve(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert where(settings.load()) == ("", "", "")
    monkeypatch.setenv("DAYBRIEF_LLM_MODEL", "m")
    with pytest.raises(settings.SettingsError, match=f"^{name} ") as caught:
        settings.load()
    assert value not in str(caught.value)


def test_the_usual_variables_are_read_from_a_dot_env_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DAYBRIEF_LLM_MODEL=m\nOPENAI_API_KEY=usual-key\n", encoding="utf-8")
    assert where(settings.load()) == ("https://api.openai.com/v1", "api.openai.com", "usual-key")


ADDRESSES = {
    "https://ann:p%40ss@x.example/v1": {"p%40ss", "p@ss"},
    "https://lone-token@x.example/v1": {"lone-token"},
    "https://x.example/v1?api-version=1&key=a%2Fb": {"api-version=1&key=a%2Fb", "api-version=1&key=a/b", "1", "a/b"},
    "https://x.example/v1": set(),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_an_address_hides_is_among_the_secrets(address: str) -> None:
    held = settings.Settings(llm_base_url=address)
    assert held.secrets == ADDRESSES[address]
    assert not any(len(secret) > 1 and secret in repr(held) for secret in held.secrets)


def test_the_numbers_of_a_model_have_defaults_that_limit_and_price_nothing() -> None:
    held = settings.Settings()
    assert (held.llm_timeout, held.llm_judge_model, held.llm_day_tokens, held.llm_chat_tokens) == (30.0, "", 0, 0)
    assert (held.llm_price_in, held.llm_price_cached, held.llm_price_out) == (0.0, 0.0, 0.0)
