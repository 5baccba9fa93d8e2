"""A program that waits with all imports done, and forks a limited child for each call.

It reads one JSON object a line from its input: `folder` to work in, `arguments` of the function, the limits of the
kernel and its niceness. It tells the number of the child, and then how it ended; what the function returned stands in the folder. It never
touches what a call is about: only the child does. It has one thread, for a fork takes no other with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

ANSWER, ERRORS = "answer.json", "errors.txt"
READY = "ready"
_DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_MOST_OPEN = 256
_THREADS = Path("/proc/self/task")
_LIMITS = {"as": resource.RLIMIT_AS, "cpu": resource.RLIMIT_CPU, "fsize": resource.RLIMIT_FSIZE, "nofile": resource.RLIMIT_NOFILE, "core": resource.RLIMIT_CORE}
_libc = ctypes.CDLL(None, use_errno=True)


def serve(function: Callable[..., Any], idle_seconds: float) -> None:
    """Answer calls until the input ends or none has come for so long."""
    gc.collect()
    gc.freeze()
    _tell(READY)
    while _waits(idle_seconds) and (line := os.read(0, select.PIPE_BUF)):
        call = json.loads(line)
        if len(list(_THREADS.iterdir())) > 1:
            sys.exit("more than one thread")
        child = os.fork()
        if child == 0:
            _answer(function, call)
        _tell(f"child {child}")
        _, status = os.waitpid(child, 0)
        _tell(f"end {os.waitstatus_to_exitcode(status)}")


def _waits(seconds: float) -> bool:
    """Return whether something has come on the input, waiting so long for it."""
    return bool(select.select([0], [], [], seconds)[0])


def _tell(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def _answer(function: Callable[..., Any], call: Mapping[str, Any]) -> NoReturn:
    """Do the work in the child, which never returns to the loop of its parent."""
    status = 1
    try:
        folder = Path(call["folder"])
        _confine(folder, call["limits"])
        os.nice(call["niceness"])
        answer = function(**call["arguments"])
        (folder / ANSWER).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
        status = 0
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _confine(folder: Path, limits: Mapping[str, int]) -> None:
    """Begin a session of its own that ends with the parent, without its input and output, in the folder, under the limits."""
    parent = os.getppid()
    os.setsid()
    _libc.prctl(_DIES_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    errors = os.open(folder / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for ours, theirs in ((nothing, 0), (nothing, 1), (errors, 2)):
        os.dup2(ours, theirs)
    os.closerange(3, _MOST_OPEN)
    os.chdir(folder)
    os.environ |= {"TMPDIR": str(folder), "HOME": str(folder)}
    for name, most in limits.items():
        resource.setrlimit(_LIMITS[name], (most, most))


def main() -> None:
    """Import the function, let it warm up, and serve; the words are `MODULE:FUNCTION MODULE:WARMING SECONDS`."""
    function, warming, seconds = sys.argv[1:]
    _found(warming)()
    serve(_found(function), float(seconds))


def _found(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]
