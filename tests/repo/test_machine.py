"""A bare machine gets what is missing, or is told the one line that installs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from checkout import TOP

BARE_PYTHON = """#!/bin/sh
[ "$2" = "import ensurepip, venv" ] && [ ! -e {installed} ] && exit 1
exec {python} "$@"
"""
APT = """#!/bin/sh
echo "$@" >> {log}
case "$*" in install*) touch {installed} ;; esac
"""


@pytest.fixture
def machine(tmp_path):
    """Run .ci/machine on a machine that has only what is laid into `bin`."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for program in ("sh", "mktemp", "rm", "cat", "touch", "ls", "grep"):
        (programs / program).symlink_to(shutil.which(program))

    def lay(name: str, text: str) -> None:
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)

    def run(*parts: str, user: int) -> subprocess.CompletedProcess[str]:
        lay("id", f"#!/bin/sh\necho {user}\n")
        lay("python", BARE_PYTHON.format(installed=tmp_path / "installed", python=sys.executable))
        lay("apt-get", APT.format(log=tmp_path / "apt.log", installed=tmp_path / "installed"))
        command = [TOP / ".ci" / "machine", "python", *parts]
        return subprocess.run(
            command, env={"PATH": str(programs), "TMPDIR": str(tmp_path)}, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )

    run.apt = tmp_path / "apt.log"
    return run


def test_as_root_what_is_missing_is_installed(machine):
    done = machine("venv", user=0)

    assert done.returncode == 0, done.stderr
    assert machine.apt.read_text().splitlines() == ["update", "install --yes --no-install-recommends python3-venv"]


def test_without_rights_the_one_line_is_printed(machine):
    done = machine("venv", "npm", user=1000)

    assert done.returncode == 1
    assert "sudo sh -c 'apt-get update && apt-get install --yes --no-install-recommends python3-venv npm'" in done.stderr
    assert not machine.apt.exists()


def test_what_is_there_is_left_alone(machine):
    machine("venv", user=0)
    machine.apt.unlink()

    assert machine("venv", user=1000).returncode == 0
    assert not machine.apt.exists()


def test_what_apt_did_not_bring_is_told(machine):
    done = machine("chromium", user=0)

    assert done.returncode == 1
    assert "chromium was installed, but does not work" in done.stderr


@pytest.mark.parametrize("script", ["run", "machine"])
def test_the_scripts_can_be_run(script):
    assert os.access(TOP / ".ci" / script, os.X_OK)
