"""The image holds what Daybrief needs and nothing else, and starts as nobody; its compose file opens no door."""

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
from rehearsal import DOCKERFILE, ROOT, Rehearsal, ignored, looked_at, stages, started
from ruamel.yaml import YAML

from bot import settings

STAGES = stages(DOCKERFILE.read_text(encoding="utf-8"))
IMAGE = STAGES[-1]
RULES = (ROOT / "docker" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
PRIVATE = (
    ".git/config", ".venv/bin/python", ".env", "docker/.env", "docker/.env.example", "tests/conftest.py", "README.md",
    "bot/.env", "bot/wire/__pycache__/fetch.cpython-311.pyc", "adapters/__pycache__", ".ci/run", "docs/log.md",
)  # fmt: skip


def setup_alone(command: list[str], place: Path, env: dict[str, str]) -> None:
    """The setup without its downloads: the packages of this environment stand in, and nothing else of it."""
    subprocess.run([word for word in command if word != "requirements.lock"], cwd=place, env=env, check=True)
    for site in (place / ".venv" / "lib").glob("python*/site-packages"):
        (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def test_the_image_starts_from_what_is_copied_alone(tmp_path: Path) -> None:
    built = Rehearsal(tmp_path, setup_alone)
    built.build()
    assert Path(built.command).is_relative_to(built.root)
    assert len(list(looked_at(built))) == 3
    health = started(built, *IMAGE.last("HEALTHCHECK").rest.partition("CMD ")[2].strip('[]"').split('", "')[1:])
    assert (health.returncode, health.stderr.count("\n")) == (1, 1), health.stderr
    assert "nothing is serving" in health.stderr


def test_packages_are_installed_from_the_lock_with_hashes_and_as_wheels_only() -> None:
    (setup, *_) = STAGES[0].all("RUN")
    assert setup.parts == ["sh", ".ci/venv", "requirements.lock"]
    script = (ROOT / ".ci" / "venv").read_text(encoding="utf-8")
    assert "--require-hashes" in script
    assert "--only-binary :all:" in script


def test_every_stage_stands_on_the_same_slim_base_of_one_tag() -> None:
    assert {stage.base for stage in STAGES} == {"python:3.11-slim-bookworm"}
    assert "://" not in DOCKERFILE.read_text(encoding="utf-8")


def test_the_image_runs_as_nobody_of_note_with_a_fixed_number() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", IMAGE.last("USER").rest)
    number = IMAGE.last("USER").rest.partition(":")[0]
    assert f"--uid {number} " in IMAGE.all("RUN")[0].rest
    assert IMAGE.steps.index(IMAGE.last("USER")) > IMAGE.steps.index(IMAGE.last("COPY"))


def test_the_image_serves_and_says_how_it_is() -> None:
    assert (IMAGE.last("ENTRYPOINT").parts, IMAGE.last("CMD").parts) == (["daybrief"], ["serve"])
    assert IMAGE.last("HEALTHCHECK").rest.endswith('CMD ["daybrief", "health"]')
    assert "DAYBRIEF_HOME=/var/lib/daybrief" in IMAGE.last("ENV").parts
    assert IMAGE.last("VOLUME").parts == ["/var/lib/daybrief"]


def test_the_image_bears_the_projects_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"org.opencontainers.image.version={project['version']}" in IMAGE.last("LABEL").parts


def test_a_build_sees_every_source_of_a_copy() -> None:
    copies = [step.parts[:-1] for stage in STAGES for step in stage.all("COPY") if "--from" not in step.rest]
    sources = [source for copy in copies for source in copy]
    assert "bot" in sources
    assert [source for source in sources if not (ROOT / source).exists() or ignored(source, RULES)] == []
    assert not ignored("bot/wire/sources.toml", RULES)


@pytest.mark.parametrize("path", PRIVATE)
def test_a_build_does_not_see(path: str) -> None:
    assert ignored(path, RULES)


def test_a_source_that_is_ignored_is_no_source(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path)
    rehearsal.rules += "requirements.lock\n"
    with pytest.raises(FileNotFoundError, match=r"requirements\.lock is ignored"):
        rehearsal.build()


def test_compose_publishes_no_port_and_gives_no_rights() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service or "privileged" in service] == []
    for service in SERVICES.values():
        assert service["read_only"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES["bot"]["cap_drop"] == ["ALL"]
    assert SERVICES["store"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_compose_starts_the_bot_once_its_store_is_healthy_and_keeps_both() -> None:
    bot, store = SERVICES["bot"], SERVICES["store"]
    assert bot["depends_on"] == {"store": {"condition": "service_healthy"}}
    assert bot["environment"] == {"DAYBRIEF_REDIS_URL": "redis://store:6379/0"}
    assert "healthcheck" in store
    assert store["command"][1:3] == ["--appendonly", "yes"]
    assert {volume.partition(":")[0] for volume in bot["volumes"] + store["volumes"]} == set(COMPOSE["volumes"])
    assert bot["init"]  # the first process of a container does not hear SIGTERM before it asks to
    assert {service["restart"] for service in SERVICES.values()} == {"unless-stopped"}


def test_compose_builds_this_dockerfile_and_reads_secrets_from_a_file_alone() -> None:
    build = SERVICES["bot"]["build"]
    assert (ROOT / "docker" / build["context"] / build["dockerfile"]).resolve() == DOCKERFILE
    assert SERVICES["bot"]["env_file"] == ".env"
    ignores = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert ".env" in ignores


def test_the_example_names_every_setting_and_sets_none() -> None:
    lines = (ROOT / "docker" / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.removeprefix("#").removesuffix("=") for line in lines if re.fullmatch(r"#[A-Z_]+=", line)]
    assert sorted(named) == sorted(settings.variable(name) for name in settings.Settings.model_fields)
    assert [line for line in lines if line and not line.startswith("#")] == []
