"""What docker/Dockerfile would build, built without Docker in a folder: `python tests/rehearsal.py` is `make rehearse`.

Works on: the Dockerfile's own instructions, and Dockerfile.dockerignore's.
Comes in: the project's folder.
Goes out: the folders that COPY lays out, the commands of RUN carried out in them, the image's command started.
Does not know: a base image: this machine's Python stands in, and accounts are not made.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = ROOT / "docker" / "Dockerfile"
ACCOUNTS = ("groupadd", "useradd", "install")
"""Commands that make accounts and what they own: the image's own business."""
EVERY_MODULE = (
    "import importlib, pkgutil, bot, adapters\n"
    "for room in (bot, adapters):\n"
    "    for found in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
    "        if not found.name.endswith('__main__'): importlib.import_module(found.name)\n"
    "print(bot.__file__)"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One line of a Dockerfile, its continuations joined: `RUN`, and all that follows."""

    word: str
    rest: str

    @property
    def parts(self) -> list[str]:
        """What follows, as a list: of the JSON form, or word by word."""
        return list(json.loads(self.rest)) if self.rest.startswith("[") else shlex.split(self.rest)


@dataclass(slots=True)
class Stage:
    """What happens from one FROM to the next."""

    name: str
    base: str
    steps: list[Instruction] = field(default_factory=list)

    def all(self, word: str) -> list[Instruction]:
        return [step for step in self.steps if step.word == word]

    def last(self, word: str) -> Instruction:
        return self.all(word)[-1]


def stages(text: str) -> list[Stage]:
    """A Dockerfile's stages. Raises ValueError for what is no Dockerfile."""
    found: list[Stage] = []
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in "\n".join(lines).replace("\\\n", " ").splitlines():
        word, _, rest = " ".join(line.split()).partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            found.append(Stage(name, base))
        elif not found:
            raise ValueError(f"{word} stands before FROM")
        else:
            found[-1].steps.append(Instruction(word, rest))
    return found


def ignored(path: str, rules: str) -> bool:
    """Whether a build does not see a path: the last rule that matches it, or a folder above it, decides."""
    verdict = False
    above = [path, *(str(parent) for parent in Path(path).parents if str(parent) != ".")]
    for rule in (line.strip() for line in rules.splitlines()):
        pattern = rule.removeprefix("!")
        if rule and not rule.startswith("#") and any(_matches(each, pattern) for each in above):
            verdict = not rule.startswith("!")
    return verdict


def _matches(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return any(_matches("/".join(path.split("/")[i:]), pattern[3:]) for i in range(path.count("/") + 1))
    return path.count("/") == pattern.count("/") and fnmatchcase(path, pattern)


Runner = Callable[[list[str], Path, dict[str, str]], None]


class Rehearsal:
    """A folder that stands in for the file systems of the stages, one after the other."""

    def __init__(self, folder: Path, run: Runner | None = None) -> None:
        """`run` carries out a command of RUN, given where and with which environment; left out, it is really run."""
        self.folder = folder
        self.root = folder / "root"
        self.rules = DOCKERFILE.with_name("Dockerfile.dockerignore").read_text(encoding="utf-8")
        self.stages = stages(DOCKERFILE.read_text(encoding="utf-8"))
        self.run = run or _really
        self.env: dict[str, str] = {}
        self.place = self.root

    def build(self) -> None:
        """Every stage in order. One that is done moves aside: the next has its paths, as in an image."""
        done = ""
        for stage in self.stages:
            if done:
                shutil.move(self.root, self.folder / done)
            self.root.mkdir(parents=True)
            self.env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
            self.env["PYTHON"] = sys.executable
            for step in stage.steps:
                self._carry_out(step)
            done = stage.name

    def _carry_out(self, step: Instruction) -> None:
        match step.word:
            case "WORKDIR":
                self.place = self.inside(step.rest)
                self.place.mkdir(parents=True, exist_ok=True)
            case "VOLUME":
                for path in step.parts:
                    self.inside(path).mkdir(parents=True, exist_ok=True)
            case "ENV":
                self._set(step.parts)
            case "COPY":
                self._copy(step.parts)
            case "RUN":
                for command in step.rest.split("&&"):
                    if (words := shlex.split(command))[0] not in ACCOUNTS:
                        self.run(words, self.place, self.env)

    @property
    def command(self) -> str:
        """The entry point, found on the image's PATH."""
        (name,) = self.stages[-1].last("ENTRYPOINT").parts
        return shutil.which(name, path=self.env["PATH"]) or name

    def inside(self, path: str) -> Path:
        return self.root / path.lstrip("/") if path.startswith("/") else self.place / path

    def _set(self, pairs: list[str]) -> None:
        for name, _, value in (pair.partition("=") for pair in pairs):
            parts = value.replace("${PATH}", self.env["PATH"]).split(":")
            ours = [str(self.inside(part)) if "daybrief" in part and part in value else part for part in parts]
            self.env[name] = ":".join(ours)

    def _copy(self, parts: list[str]) -> None:
        *sources, target = [part for part in parts if not part.startswith("--")]
        stage = next((part.partition("=")[2] for part in parts if part.startswith("--from=")), "")
        for source in sources:
            origin = self.folder / stage / source.lstrip("/") if stage else ROOT / source
            self._lay(origin, self.inside(target), into=target.endswith("/"), whole=bool(stage))

    def _lay(self, origin: Path, target: Path, *, into: bool, whole: bool) -> None:
        """A folder's content, or a file. Raises FileNotFoundError where a build would not see it."""
        if origin.is_file():
            if not whole and ignored(str(origin.relative_to(ROOT)), self.rules):
                raise FileNotFoundError(f"{origin} is ignored")
            (target if into else target.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, target)
            return
        unseen = None if whole else self._unseen
        shutil.copytree(origin, target, symlinks=True, ignore=unseen, dirs_exist_ok=True)

    def _unseen(self, folder: str, names: list[str]) -> list[str]:
        here = Path(folder).relative_to(ROOT)
        return [name for name in names if ignored(str(here / name), self.rules)]


def _really(command: list[str], place: Path, env: dict[str, str]) -> None:
    subprocess.run(command, cwd=place, env=env, check=True)


def started(built: Rehearsal, *arguments: str, program: str = "") -> subprocess.CompletedProcess[str]:
    """The image's command with arguments, in what was built and with its environment alone."""
    env = built.env | {"DAYBRIEF_REDIS_URL": "", "REDIS_URL": ""}
    command = [program or built.command, *arguments]
    return subprocess.run(command, cwd=built.place, env=env, capture_output=True, text=True)


def looked_at(built: Rehearsal) -> Iterator[str]:
    """Starts what was built, and says what it did. Raises AssertionError where it failed."""
    python = str(Path(built.command).with_name("python"))
    for arguments, program in ((["--help"], ""), (["brief", "--sample"], ""), (["-c", EVERY_MODULE], python)):
        done = started(built, *arguments, program=program)
        if done.returncode:
            raise AssertionError(f"{arguments[0]} gave {done.returncode}: {done.stderr}")
        yield f"{arguments[0]}: {len(done.stdout)} characters"
    if str(built.root) not in done.stdout:
        raise AssertionError(f"modules came from elsewhere: {done.stdout}")


def main() -> int:
    """Builds and looks, in a folder that is removed again."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="daybrief-image-") as folder:
        built = Rehearsal(Path(folder))
        built.build()
        size = sum(file.lstat().st_size for file in built.root.rglob("*") if not file.is_dir())
        print(f"laid out and installed in {time.monotonic() - began:.0f} s: {size / 1e6:.0f} MB above the base image")
        for line in looked_at(built):
            print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
