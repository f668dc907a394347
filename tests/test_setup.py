"""How `make run` finds a Python and sets up: stub pythons on a PATH of our own, a plain sh, no network."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELL = shutil.which("dash") or "/bin/sh"
TOOLS = ("dirname", "basename", "rm", "mkdir", "cp", "cat", "chmod", "touch", "sed", "sleep", "sh")
STUB = """#!/bin/sh
echo "$(basename "$0") $*" >>"$LOG"
case "$*" in
*'sys.exit(sys.version_info'*) {new} ;;
*'import ensurepip'*) {venv} ;;
*'print("%d.%d"'*) echo 3.12 ;;
*sysconfig*) echo "$(dirname "$0")" ;;
--version) echo "Python 3.12.1" ;;
'-m venv .venv') mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
'-m pip --version') ;;
'-m pip install'*) {install} ;;
esac
"""
UV = '#!/bin/sh\necho "uv $*" >>"$LOG"\nmkdir -p .venv/bin && cp "$GOOD" .venv/bin/python\n'


class Machine:
    """A checkout, a PATH that holds only what a test puts there, and a log of what was called."""

    def __init__(self, folder: Path, checkout: str = "daybrief") -> None:
        self.checkout, self.path, self.log = folder / checkout, folder / "path", folder / "log"
        (self.checkout / ".ci").mkdir(parents=True)
        self.path.mkdir()
        shutil.copy(ROOT / ".ci" / "venv", self.checkout / ".ci" / "venv")
        (self.checkout / "requirements.lock").write_text("")
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool) or tool)
        self.good = self.put("spare")
        self.log.write_text("")

    def put(self, name: str, *, new: str = "exit 0", venv: str = "exit 0", install: str = "exit 0") -> Path:
        return self.script(name, STUB.format(new=new, venv=venv, install=install))

    def script(self, name: str, body: str) -> Path:
        file = self.path / name
        file.write_text(body)
        file.chmod(0o755)
        return file

    def start(self, **env: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [SHELL, str(self.checkout / ".ci" / "venv"), "requirements.lock"], cwd="/", text=True,
            env={"PATH": str(self.path), "LOG": str(self.log), "GOOD": str(self.good)} | env,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, **env: str) -> tuple[int, str]:
        running = self.start(**env)
        out, err = running.communicate(timeout=30)
        assert out == ""
        return running.returncode, err

    @property
    def venv(self) -> Path:
        return self.checkout / ".venv"

    def called(self, start: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line.startswith(start)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_newest_python_is_taken_and_only_locked_wheels_are_installed(machine: Machine) -> None:
    machine.put("python3.11")
    machine.put("python3.12")
    code, said = machine.run()
    assert (code, said.count("\n")) == (0, 1)
    assert machine.called("python3.12 -m venv .venv")
    (install,) = machine.called("python -m pip install")
    assert all(
        flag in install for flag in ("--require-hashes", "--no-deps", "--only-binary :all:", "-r requirements.lock")
    )
    assert (machine.venv / "requirements.ready").exists()
    assert os.access(machine.venv / "bin" / "daybrief", os.X_OK)


def test_a_shim_that_fails_and_an_old_python_are_passed_over(machine: Machine) -> None:
    machine.put("python3.13", new="exit 127")
    machine.put("python3", new="exit 1")
    machine.put("python3.11")
    assert machine.run()[0] == 0
    assert machine.called("python3.11 -m venv .venv")


def test_a_python_without_venv_gives_way_to_an_older_one_with_it(machine: Machine) -> None:
    machine.put("python3.13", venv="exit 1")
    machine.put("python3.12")
    assert machine.run()[0] == 0
    assert machine.called("python3.12 -m venv .venv")


def test_uv_makes_the_environment_where_venv_is_missing(machine: Machine) -> None:
    machine.put("python3", venv="exit 1")
    machine.script("uv", UV)
    assert machine.run()[0] == 0
    (made,) = machine.called("uv venv")
    assert "--python python3 .venv" in made


def test_uv_alone_is_enough(machine: Machine) -> None:
    machine.script("uv", UV)
    assert machine.run()[0] == 0
    assert ">=3.11" in machine.called("uv venv")[0]


STOPS = {
    "no venv module": ({"venv": "exit 1"}, {}, "sudo apt install python3.12-venv"),
    "too old": ({"new": "exit 1"}, {}, "needs Python 3.11 or newer"),
    "PYTHON too old": ({"new": "exit 1"}, {"PYTHON": "python3"}, "PYTHON is python3"),
    "PYTHON not there": ({}, {"PYTHON": "/nowhere/python"}, "PYTHON is /nowhere/python"),
    "no network": ({"install": "exit 1"}, {}, "check the network"),
}


@pytest.mark.parametrize("case", STOPS)
def test_what_stops_it_is_one_line_with_the_cure_and_no_half_made_venv(machine: Machine, case: str) -> None:
    stub, env, cure = STOPS[case]
    machine.put("python3", **stub)
    code, said = machine.run(**env)
    assert code == 1
    assert cure in said.splitlines()[-1]
    assert "Cure:" in said
    assert not machine.venv.exists()


def test_without_any_python_the_cure_is_named(machine: Machine) -> None:
    code, said = machine.run()
    assert (code, said.count("\n"), machine.venv.exists()) == (1, 1, False)
    assert "install python3.11" in said


def test_the_python_asked_for_is_taken_also_from_a_folder_with_spaces(machine: Machine, tmp_path: Path) -> None:
    machine.put("python3.19")
    asked = tmp_path / "my tools"
    asked.mkdir()
    shutil.copy(machine.good, asked / "python-mine")
    assert machine.run(PYTHON=str(asked / "python-mine"))[0] == 0
    assert machine.called("python-mine -m venv .venv")
    assert not machine.called("python3.19 -m venv")


def test_a_second_run_keeps_the_environment_and_says_nothing(machine: Machine) -> None:
    machine.put("python3")
    machine.run()
    assert machine.run() == (0, "")
    assert len(machine.called("python3 -m venv .venv")) == 1


def test_a_failed_update_keeps_the_environment_that_works(machine: Machine) -> None:
    machine.put("python3")
    machine.run()
    shutil.copy(machine.put("broken", install="exit 1"), machine.venv / "bin" / "python")
    assert machine.run()[0] == 1
    assert (machine.venv / "bin" / "daybrief").exists()


def test_a_half_made_environment_is_made_anew(machine: Machine) -> None:
    machine.put("python3")
    (machine.venv / "bin").mkdir(parents=True)
    (machine.venv / "stale").touch()
    assert machine.run()[0] == 0
    assert not (machine.venv / "stale").exists()


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_install_leaves_nothing(machine: Machine, blow: signal.Signals) -> None:
    machine.put("python3", install="exec sleep 60")
    running = machine.start()
    ends = time.monotonic() + 20
    while not machine.called("python -m pip install") and time.monotonic() < ends:
        time.sleep(0.01)
    os.killpg(running.pid, blow)
    running.communicate(timeout=20)
    assert running.returncode == 130
    assert not machine.venv.exists()


def test_a_checkout_in_a_folder_with_spaces_has_a_command_that_runs(tmp_path: Path) -> None:
    machine = Machine(tmp_path, 'my "news" $desk')
    machine.put("python3")
    assert machine.run()[0] == 0
    done = subprocess.run([machine.venv / "bin" / "daybrief", "--version"], capture_output=True, text=True,
                          env={"PATH": str(machine.path), "LOG": str(machine.log)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert machine.called(f"python {machine.venv}/bin/daybrief --version")


def test_every_script_of_the_setup_is_posix_shell() -> None:
    for name in ("venv", "lock"):
        assert subprocess.run([SHELL, "-n", ROOT / ".ci" / name], capture_output=True).returncode == 0


def test_the_makefile_uses_nothing_newer_than_make_3_81() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    newer = (".ONESHELL", "$(file ", "!=", "::=", ".RECIPEPREFIX", "&:", "--output-sync", "$(intcmp", "$(let ")
    assert [word for word in newer if word in text] == []
