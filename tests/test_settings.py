"""Settings from the environment: right ones are read, wrong ones are one clear line, secrets stay secret."""

from pathlib import Path

import pytest

from bot import settings

WRONG = {
    ("DAYBRIEF_REDIS_URL", "http://example.com"): "DAYBRIEF_REDIS_URL must begin with redis://",
    ("DAYBRIEF_ZONE", "Mars/Olympus"): "DAYBRIEF_ZONE is not an IANA time zone",
    ("DAYBRIEF_ZONE", "../../etc/passwd"): "DAYBRIEF_ZONE is not an IANA time zone",
    ("DAYBRIEF_LLM_BASE_URL", "localhost"): "DAYBRIEF_LLM_BASE_URL must begin with http://",
    ("DAYBRIEF_LANGUAGE", "English"): "DAYBRIEF_LANGUAGE is not a language of two letters",
    ("DAYBRIEF_SOURCES", "/no/such.toml"): "DAYBRIEF_SOURCES names no file",
    ("DAYBRIEF_DISCORD_GATEWAY", "https://x.example"): "DAYBRIEF_DISCORD_GATEWAY must begin with ws://",
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
