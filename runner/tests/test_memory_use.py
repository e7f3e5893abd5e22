"""``uses_at_most`` counts what a learner's process takes from before their file runs until the call has ended."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from runner.judge.check_decorator import CheckFailure
from runner.judge.memory_use import uses_at_most
from runner.judge.proxy import Learner
from runner.protocol import Limits
from runner.sandbox.factory import open_cell
from runner.sandbox.processes import has_ended, memory_mib
from runner.tests.makes import making
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.sandbox

FRUGAL = """
def total(n):
    return sum(range(n))
"""
WASTEFUL = """
import numpy as np
def total(n):
    return int(np.arange(n).sum())
"""
RELEASES = """
import numpy as np
BALLAST = [np.ones(2**22)]
def total(n):
    BALLAST.clear()
    return int(np.arange(n).sum())
"""
REUSES = """
import numpy as np
POOL = np.arange(2**22)
def total(n):
    return int(POOL[:n].sum())
"""
N, MIB = 2**22, 16.0  # numbers, which take 32 MiB at once


@pytest.fixture(scope="module", autouse=True)
def _warm_cells() -> Iterator[None]:
    with making("warm", own_cells=1):
        yield


def measure(source: str) -> object:
    with open_cell(Limits()) as cell:
        cell.load(source)
        learner = Learner(cell, ("total",))
        return uses_at_most(learner, lambda: learner.total(N), MIB, advice="Add one by one.", name="Your call")


def test_a_call_that_keeps_little_passes() -> None:
    assert measure(FRUGAL) == N * (N - 1) // 2


@pytest.mark.parametrize("source", [WASTEFUL, RELEASES, REUSES], ids=["in the call", "released in it", "taken before"])
def test_memory_counts_whenever_it_was_taken(source: str) -> None:
    with pytest.raises(CheckFailure, match=r"3\d MiB of memory; at most 16 MiB are allowed\. Add one by one\."):
        measure(source)


def test_a_process_that_has_ended_has_no_memory_to_read() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        assert has_ended(process, PATIENCE_S)
        with pytest.raises(ValueError, match="has no VmRSS"):
            memory_mib(process.pid, "VmRSS")
