"""What the pages say can be done can be done."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from discordserver import sdk

from bot import settings
from bot.__main__ import app

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/operating.md", "CHANGELOG.md")
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
RIGHTS = {
    "View Channels": "view_channel", "Send Messages": "send_messages", "Read Message History": "read_message_history",
    "Create Public Threads": "create_public_threads", "Send Messages in Threads": "send_messages_in_threads",
}  # fmt: skip
"""What the bot needs in Discord, as Discord's pages and as its library name it."""
OTHERS = {"DAYBRIEF_DEBUG"}


@pytest.fixture
def generate() -> ModuleType:
    """docs/generate.py, which is a script and no module of ours."""
    found = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_that_is_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", TEXTS[page], re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_that_is_named_exists(page: str) -> None:
    known = {settings.variable(name) for name in settings.Settings.model_fields} | OTHERS
    named = {name for name in re.findall(r"DAYBRIEF_[A-Z_]+", TEXTS[page]) if not name.endswith("_")}
    assert named - known == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_row_of_a_table_has_the_cells_of_its_head(page: str) -> None:
    tables = re.findall(r"(?:^\|.*\n)+", TEXTS[page], re.MULTILINE)
    cells = [{len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()} for table in tables]
    assert [widths for widths in cells if len(widths) > 1] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_exists(page: str) -> None:
    linked = [target for target in re.findall(r"\]\(([^)#]+)", TEXTS[page]) if "://" not in target]
    assert [target for target in linked if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_the_invitation_to_discord_asks_for_the_rights_it_names() -> None:
    (number,) = re.findall(r"permissions=(\d+)", TEXTS["README.md"])
    (named,) = re.findall(r"permissions=\d+`\s+\(([^)]+)\)", TEXTS["README.md"])
    assert set(re.split(r",\s+", named)) == set(RIGHTS)
    assert int(number) == sdk().Permissions(**dict.fromkeys(RIGHTS.values(), True)).value


def test_every_right_in_discord_is_explained() -> None:
    explained = re.findall(r"^\| \*\*([A-Z][\w ]+)\*\* \|", TEXTS["docs/operating.md"], re.MULTILINE)
    assert explained[: len(RIGHTS)] == list(RIGHTS)


def test_every_command_of_the_shell_has_a_page(generate: ModuleType) -> None:
    rows = [row.name or row.callback.__name__ for row in app.registered_commands if row.callback]
    groups = [group.name for group in app.registered_groups]
    assert sorted(generate.VERBS) == sorted(name for name in rows + groups if name)


def test_a_setting_without_a_group_is_missed(generate: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "GROUPS", dict(list(generate.GROUPS.items())[1:]))
    with pytest.raises(LookupError, match="discord_token, telegram_token"):
        generate.env_example()


def test_a_page_without_its_markers_is_named(generate: ModuleType) -> None:
    with pytest.raises(LookupError, match="'settings' are missing"):
        generate.written("no markers", "settings", "rows")
