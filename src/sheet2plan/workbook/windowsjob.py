"""A cap on the memory of this process on Windows, which has no resource limits: a job object, enforced by the system.

Layouts and numbers are those of winnt.h (JOBOBJECT_EXTENDED_LIMIT_INFORMATION).
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_EXTENDED_LIMITS = 9  # JobObjectExtendedLimitInformation
_PROCESS_MEMORY = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("per_process_user_time_limit", ctypes.c_int64),
        ("per_job_user_time_limit", ctypes.c_int64),
        ("limit_flags", ctypes.c_uint32),
        ("minimum_working_set_size", ctypes.c_size_t),
        ("maximum_working_set_size", ctypes.c_size_t),
        ("active_process_limit", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory_limit", ctypes.c_size_t),
        ("job_memory_limit", ctypes.c_size_t),
        ("peak_process_memory_used", ctypes.c_size_t),
        ("peak_job_memory_used", ctypes.c_size_t),
    )


def memory_limits(memory: int) -> ExtendedLimits:
    """The limits of a job whose processes may each take so many bytes."""
    limits = ExtendedLimits()
    limits.basic.limit_flags = _PROCESS_MEMORY
    limits.process_memory_limit = min(memory, ctypes.c_size_t(-1).value)
    return limits


def cap_by_job(memory: int, kernel32: Any) -> bool:
    """Puts this process into a new job that caps its memory in bytes; False when the system refuses."""
    kernel32.CreateJobObjectW.restype = ctypes.c_void_p
    kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    job = kernel32.CreateJobObjectW(None, None)
    if not job:
        return False
    limits = memory_limits(memory)
    told = kernel32.SetInformationJobObject(
        ctypes.c_void_p(job), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    process = ctypes.c_void_p(kernel32.GetCurrentProcess())
    # The job lives as long as the process in it; its handle stays open until then.
    return bool(told and kernel32.AssignProcessToJobObject(ctypes.c_void_p(job), process))


def cap_memory(memory: int) -> bool:
    """Caps this process's memory on Windows; False elsewhere, and where Windows refuses."""
    if sys.platform != "win32":
        return False
    return cap_by_job(memory, ctypes.WinDLL("kernel32"))
