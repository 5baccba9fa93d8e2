"""The bundle installs and serves on a machine without a network: python tests/offline.py [dist/bundle].

Runs in a network namespace of its own, in which there is nothing but the loopback.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from fcntl import ioctl
from pathlib import Path

from checkout import TOP
from installation import free_port, until

NEW_NETWORK, SET_FLAGS, UP_AND_RUNNING = 0x40000000, 0x8914, 0x41


def leave_the_network() -> None:
    """Move this process where there is no network, and bring its loopback up."""
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "a network namespace of its own needs root")
    with socket.socket() as any_socket:
        ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", UP_AND_RUNNING))


def answer(address: str) -> bytes:
    try:
        return urllib.request.urlopen(address, timeout=3).read()
    except (urllib.error.URLError, OSError):
        return b""


def main(bundle: Path) -> int:
    leave_the_network()
    with tempfile.TemporaryDirectory() as made:
        own = Path(made) / "own"
        environ = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": made, "PYTHON": os.environ.get("PYTHON", sys.executable)}
        subprocess.run(["sh", str(bundle / "install.sh"), str(own)], env=environ, check=True)
        port = free_port()
        command = [str(own / "bin" / "mueang"), "serve", "--web", "1", "--workers", "1", "--port", str(port), "--data-dir", f"{made}/data"]
        site = subprocess.Popen(command, env=environ)
        try:
            ready = until(lambda: answer(f"http://127.0.0.1:{port}/readyz"), 180)
            print(answer(f"http://127.0.0.1:{port}/healthz").decode().strip(), ready.decode())
        finally:
            site.terminate()
            site.wait(timeout=60)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "dist" / "bundle").resolve()))
