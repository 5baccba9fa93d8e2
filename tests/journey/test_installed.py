"""An operator installs the wheel into an environment of its own, with no Node at hand, and shows the demo city."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

from checkout import TOP, built_wheel
from installation import free_port


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the folder of programs of a bare environment with the wheel in it; what it depends on is borrowed from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "own", with_pip=False)
    python = folder / "own" / "bin" / "python"
    wheel = built_wheel(folder)
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps", "--ignore-installed", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    packages = next((folder / "own" / "lib").glob("python*/site-packages"))
    (packages / "borrowed.pth").write_text("\n".join(path for path in sys.path if Path(path).name == "site-packages"))
    programs = folder / "own" / "bin"
    for program in ("node", "npm"):
        (programs / program).write_text("#!/bin/sh\nexit 1\n")
        (programs / program).chmod(0o755)
    return programs


def surroundings(installed: Path) -> dict[str, str]:
    """Return what the programs are started with: a Node that does nothing, no sign of this checkout."""
    return {"PATH": f"{installed}:/usr/bin:/bin", "HOME": str(installed), "LANG": "C.UTF-8", "DATABASE_URL": ""}


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(installed / "mueang"), *arguments], env=surroundings(installed), capture_output=True, text=True, timeout=300, check=False)


def test_the_program_is_the_one_of_the_wheel(installed):
    code = "import mueang, mueang_site; print(mueang.__file__, mueang_site.__file__)"

    told = subprocess.run([str(installed / "python"), "-c", code], env=surroundings(installed), capture_output=True, text=True, check=True).stdout

    assert told.count(str(installed.parent)) == 2
    assert str(TOP) not in told


def test_the_doctor_finds_the_installation_sound(installed, tmp_path):
    told = run(installed, "doctor", "--data-dir", str(tmp_path / "data"))

    assert told.returncode == 0, told.stdout + told.stderr
    assert "All packages are installed" in told.stdout
    assert "scripts of the pages are built" in told.stdout


def test_the_demo_city_is_shown_with_its_sheet(installed, tmp_path):
    port = free_port()
    command = [str(installed / "mueang"), "demo", "--port", str(port), "--data-dir", str(tmp_path / "data")]
    demo = subprocess.Popen(command, env=surroundings(installed), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert "is ready at" in demo.stdout.readline(), demo.communicate(timeout=60)[1]
        ready = urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30)
        page = urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).read().decode()
        sheet = re.search(r'href="(/static/built/[^"]+\.css)"', page)
        assert ready.status == 200
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}{sheet[1]}", timeout=30).status == 200
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(timeout=60)
