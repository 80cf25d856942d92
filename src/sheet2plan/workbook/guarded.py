"""Reading where nothing that a file does can hurt: in a child process whose memory and time are capped.

calamine can end the whole process when it runs out of memory, and a panic inside it is no ordinary exception. The child
gets the file's bytes through a pipe and answers through a pipe; nothing is written to disk.
"""

from __future__ import annotations

import gc
import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, TypeVar

from sheet2plan.errors import WorkbookError
from sheet2plan.memory import collector_off
from sheet2plan.workbook.grid import damaged, too_large
from sheet2plan.workbook.windowsjob import cap_memory

MEMORY = 3 << 30
SECONDS = 90

T = TypeVar("T")

_START = "import sys; sys.path[:] = {path!r}; from sheet2plan.workbook.guarded import serve; serve()"


def guarded(task: Callable[..., T], name: str, *arguments: object) -> T:
    """What the task answers for these arguments. Raises WorkbookError, its own or for a child that did not live."""
    request = pickle.dumps((task.__module__, task.__qualname__, arguments), pickle.HIGHEST_PROTOCOL)
    command = [sys.executable, "-P", "-c", _START.format(path=sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        try:
            reply, _ = child.communicate(request, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise too_large(name, f"it took more than {SECONDS} seconds to read") from None
    if child.returncode != 0 or not reply:
        raise too_large(name, "reading it took more memory than any clinic's workbook needs, or broke the reader")
    with collector_off():
        kind, value = pickle.loads(reply)
    if kind == "fault":
        raise WorkbookError(*value)
    if kind == "memory":
        raise too_large(name, "reading it took more memory than any clinic's workbook needs")
    if kind == "broken":
        raise damaged(name, f"the reader stopped at {value}")
    answer: T = value
    return answer


def serve() -> None:
    """The child's whole life: one request from stdin, one answer to stdout."""
    module, function, arguments = pickle.loads(sys.stdin.buffer.read())
    task = getattr(import_module(module), function)
    _cap()
    gc.disable()
    sys.stdout.buffer.write(_answered(task, arguments))


def _answered(task: Callable[..., Any], arguments: tuple[object, ...]) -> bytes:
    # The edge of a process: whatever a hostile file makes a library raise ends here, pyo3's PanicException included.
    try:
        return pickle.dumps(("answer", task(*arguments)), pickle.HIGHEST_PROTOCOL)
    except WorkbookError as fault:
        return pickle.dumps(("fault", (fault.problem, fault.advice)))
    except MemoryError:
        return pickle.dumps(("memory", ""))
    except BaseException as fault:
        return pickle.dumps(("broken", type(fault).__name__))


def _cap() -> None:
    if sys.platform == "win32":
        cap_memory(MEMORY)
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    # Some systems know the limit and refuse to set it; there the limits on the file's size must do.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
