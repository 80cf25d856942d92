"""The cap on memory on Windows, as far as another system can show it: the layouts, and what is asked of the system."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

from sheet2plan.workbook.windowsjob import BasicLimits, ExtendedLimits, cap_by_job, cap_memory, memory_limits

GIGABYTE = 1 << 30


class Call:
    """A function of the system that answers the same always and keeps what it was asked."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.asked: list[tuple[Any, ...]] = []
        self.restype: object = None

    def __call__(self, *arguments: Any) -> int:
        self.asked.append(arguments)
        return self.answer


class Kernel:
    """What cap_by_job asks of kernel32."""

    def __init__(self, job: int = 77, told: int = 1, assigned: int = 1) -> None:
        self.CreateJobObjectW = Call(job)
        self.SetInformationJobObject = Call(told)
        self.GetCurrentProcess = Call(-1)
        self.AssignProcessToJobObject = Call(assigned)


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes of 64-bit Windows")
def test_the_structures_are_as_long_as_windows_expects() -> None:
    assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
    assert BasicLimits.limit_flags.offset == 16
    assert ExtendedLimits.process_memory_limit.offset == 112


def test_the_limit_is_for_each_process() -> None:
    limits = memory_limits(3 * GIGABYTE)
    assert (limits.basic.limit_flags, limits.process_memory_limit) == (0x100, 3 * GIGABYTE)
    assert (limits.job_memory_limit, limits.basic.active_process_limit) == (0, 0)


def test_this_process_is_put_into_the_job() -> None:
    kernel = Kernel()
    assert cap_by_job(GIGABYTE, kernel)
    ((job, kind, _, size),) = kernel.SetInformationJobObject.asked
    assert (job.value, kind, size) == (77, 9, ctypes.sizeof(ExtendedLimits))
    ((job, process),) = kernel.AssignProcessToJobObject.asked
    assert (job.value, ctypes.c_ssize_t(process.value).value) == (77, -1)
    assert kernel.CreateJobObjectW.restype is ctypes.c_void_p


@pytest.mark.parametrize("kernel", [Kernel(job=0), Kernel(told=0), Kernel(assigned=0)])
def test_a_refusal_is_no_fault(kernel: Kernel) -> None:
    assert not cap_by_job(GIGABYTE, kernel)


@pytest.mark.skipif(sys.platform == "win32", reason="there it would cap the tests themselves")
def test_elsewhere_nothing_is_done() -> None:
    assert not cap_memory(GIGABYTE)
