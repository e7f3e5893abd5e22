"""Check that this host is fit to run strangers' code, by trying to get through every layer of a real cell.

Where one fails, :func:`require_fit` raises, and ``python -m runner doctor`` says what to repair.
"""

from __future__ import annotations

import functools
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from runner.harness import landlock
from runner.protocol import WEAK_MODE, Limits, Verdict

from . import bubblewrap, memory, triton_support, weak_mode
from . import expectations as expect
from .cell import Cell
from .cold_cell import ColdCell
from .errors import CellError, HostStalledError, LearnerError, SandboxUnavailable
from .layers import HostExamination, Layer, StallRetries, failed, held, held_if, too_busy
from .warm_cell import WarmCell
from .weak_cell import WeakCell

_PROBE = Path(__file__).with_name("probe.py")
LIMITS = Limits(wall_s=20, cpu_s=20, memory_mib=96, processes=8, output_kib=16, value_mib=1, disk_mib=4)
_NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup")


def examine(*, thorough: bool = True) -> HostExamination:
    """Try every layer of a cold cell. ``thorough`` also ends cells that loop, compute or use a foreign ABI."""
    layers: list[Layer] = []
    retries = StallRetries()
    try:
        if weak_mode.is_requested():
            return _examine_weak()
        layers.append(held("bubblewrap", bubblewrap.describe()))
        layers += retries.run(_inspect_cold)
        if thorough:
            tests = (_stop_endless, lambda: _stop_computing(ColdCell), _kill_foreign, triton_support.examine)
            layers += map(retries.run, tests)
    except weak_mode.WeakModeError as error:
        layers.append(failed(WEAK_MODE, error.reason, error.fix))
    except SandboxUnavailable as error:
        layers.append(failed("bubblewrap", error.reason, error.fix))
    except HostStalledError as error:
        layers.append(too_busy(error))
    except (CellError, LearnerError) as error:
        layers.append(failed("cell", str(error), bubblewrap.advice(str(error))))
    return HostExamination((*layers, *retries.layers()))


def _inspect_cold() -> list[Layer]:
    with ColdCell(LIMITS) as cell:
        return list(inspect(cell))


def _examine_weak() -> HostExamination:
    """Name the mode first, so that nobody overlooks it; then try the layers that it has."""
    layers = [held(WEAK_MODE, expect.WEAK, expect.FIX_WEAK)]
    retries = StallRetries()
    try:
        layers += retries.run(_inspect_weak)
        layers.append(retries.run(lambda: _stop_endless(WeakCell)))
    except HostStalledError as error:
        layers.append(too_busy(error))
    except (CellError, LearnerError) as error:
        layers.append(failed("cell", str(error), expect.FIX_WEAK))
    return HostExamination((*layers, *retries.layers()))


def _inspect_weak() -> list[Layer]:
    with WeakCell(LIMITS) as cell:
        cell.load(_PROBE.read_text(encoding="utf-8"))
        results = cell.call("try_files", (__file__,)) | cell.call("try_memory", (LIMITS.memory_mib,))
        results |= cell.call("try_calls") | cell.call("try_file_limits", (LIMITS.disk_mib,))
        identity = held("identity", f"uid {cell.security_status['uid']}, no capability")
    layers = [compare(name, fix, expected, results) for name, (fix, expected) in expect.EXPECTED_WEAK.items()]
    return [identity, _weak_landlock(results["read our own code"]), *layers]


def _weak_landlock(read: str) -> Layer:
    if read == "EACCES":
        return held("landlock", f"ABI {landlock.version()}; our own code can't be read")
    return held("landlock", "none: whatever this user may read, a learner's code may read too", expect.LANDLOCK_WISH)


def examine_warm(socket: str, *, thorough: bool = True) -> HostExamination:
    """Try every layer of a cell that the daemon at ``socket`` has ready, and say who counts its memory.

    That it has none is no failure: every cell is then made cold, which is slower. A lent cell with a gap is one.
    """
    is_lent = False

    def take(limits: Limits) -> Cell:
        nonlocal is_lent
        is_lent = False
        cell = WarmCell(limits, socket)
        is_lent = True
        return cell

    def inspect_warm() -> list[Layer]:
        with take(LIMITS) as cell:
            return [*inspect(cell), _memory_level(cell)]

    layers: list[Layer] = []
    retries = StallRetries()
    try:
        layers += retries.run(inspect_warm)
        if thorough:
            layers.append(retries.run(lambda: _stop_computing(take)))
    except HostStalledError as error:
        return HostExamination((*of_warm_cells(layers), too_busy(error)))
    except (LearnerError, CellError) as error:
        if is_lent:
            layers.append(failed("cell", str(error), expect.FIX_FILES))
        elif not layers:
            evidence = f"none, so each is made cold, about 1 s slower ({error})"
            return HostExamination((held("warm cells", evidence, expect.SEE_HOSTS),))
    return HostExamination((*of_warm_cells(layers), *retries.layers()))


def of_warm_cells(layers: Sequence[Layer]) -> list[Layer]:
    return [replace(layer, name=f"warm cell: {layer.name}") for layer in layers]


def _memory_level(cell: Cell) -> Layer:
    level = cell.memory_level
    wish = memory.FIX if level == memory.MemoryCounter.name else ""
    return held("memory counted by", f"RLIMIT_DATA, and behind it: {level}", wish)


def inspect(cell: Cell, expectations: expect.Expectations = expect.EXPECTED, more_source: str = "") -> Iterator[Layer]:
    """Try every layer of a new cell from inside. ``more_source`` is loaded with the probe, for further calls."""
    cell.load(_PROBE.read_text(encoding="utf-8") + more_source)
    yield _outside(cell)
    status, limits = cell.security_status, cell.limits
    yield held("identity", f"uid {status['uid']}, no capability, nothing to gain by a setuid program")
    yield held("filter", f"seccomp mode {status['seccomp']}, loaded before the first byte of a learner")
    results = cell.call("try_files", (__file__,)) | cell.call("try_disk", (limits.disk_mib,))
    results |= cell.call("try_file_limits", (limits.disk_mib,)) | cell.call("try_memory", (limits.memory_mib,))
    results |= cell.call("try_calls") | cell.call("try_threads", (limits.processes,))
    yield _landlock(status["landlock"], results["read a file that Landlock alone closes"])
    for name, (fix, expected) in expectations.items():
        yield compare(name, fix, expected, results)


def _landlock(reported_abi: str, outcome: str) -> Layer:
    """Compare this kernel's Landlock with what the cell reports and with the outcome of opening the sealed file."""
    abi = landlock.version()
    if abi == 0:
        return held("landlock", "this kernel has none; the mounts alone keep the files", expect.LANDLOCK_WISH)
    evidence = f"ABI {abi}; in the cell: ABI {reported_abi}; to open a file that it alone closes: {outcome}"
    return held_if(reported_abi == str(abi) and outcome == "EACCES", "landlock", evidence, expect.FIX_LANDLOCK)


def compare(name: str, fix: str, expected: dict[str, tuple[str, ...]], results: dict[str, str]) -> Layer:
    """A layer that holds if each result is among those that are expected."""
    outcomes = {attempt: results.get(attempt, "not tried") for attempt in expected}
    wrong = {attempt: outcome for attempt, outcome in outcomes.items() if outcome not in expected[attempt]}
    evidence = "; ".join(f"{attempt}: {outcome}" for attempt, outcome in (wrong or outcomes).items())
    return held_if(not wrong, name, evidence, fix)


def _outside(cell: Cell) -> Layer:
    """Compare the cell's namespaces with ours, as the host sees them."""
    common = [name for name in _NAMESPACES if not cell.lives_in_own(name)]
    if common:
        return failed("namespaces", f"shared with the host: {', '.join(common)}", expect.FIX_NAMESPACE)
    own = [*_NAMESPACES, "user"] if cell.lives_in_own("user") else list(_NAMESPACES)
    return held("namespaces", f"own {', '.join(own)}; the process is pid {cell.security_status['pid']} in it")


def _stop_endless(make: Callable[[Limits], Cell] = ColdCell) -> Layer:
    source = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    error = _error_of(make(Limits(wall_s=0.3)), source)
    if error is None:
        return failed("clock", "an endless loop came to an end", expect.FIX_LIMITS)
    return held_if(error.verdict is Verdict.TIMEOUT, "clock", error.message, expect.FIX_LIMITS)


def _stop_computing(make: Callable[[Limits], Cell]) -> Layer:
    """Compute for longer than allowed. It takes a second, because the kernel counts whole ones."""
    error = _error_of(make(Limits(wall_s=8.0, cpu_s=0.1)), "while True: pass")
    if error is None:
        return failed("computing", "an endless computation came to an end", expect.FIX_LIMITS)
    is_stopped = error.verdict is Verdict.TIMEOUT and "computing" in error.message
    return held_if(is_stopped, "computing", error.message, expect.FIX_LIMITS)


def _kill_foreign() -> Layer:
    """Make a call in the second ABI that x86_64 kernels answer. It must end the process. aarch64 has no other ABI."""
    if platform.machine() != "x86_64":
        return held("foreign ABI", "this machine has none")
    error = _error_of(ColdCell(Limits()), "import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)")
    if error is None:
        return failed("foreign ABI", "an x32 system call was answered", expect.FIX_FILTER)
    return held_if("forbidden system call" in error.message, "foreign ABI", error.message, expect.FIX_FILTER)


def _error_of(cell: Cell, source: str) -> LearnerError | None:
    """Run the source in a new cell and return its error, if it ends in one."""
    with cell:
        try:
            cell.load(source)
        except LearnerError as error:
            return error
    return None


@functools.cache
def _proof() -> HostExamination:
    examination = examine(thorough=False)
    if failure := examination.first_failure:
        raise SandboxUnavailable(f"{failure.name}: {failure.evidence}", failure.fix)
    return examination


def require_fit() -> None:
    """Examine this host once per process.

    Raises:
        SandboxUnavailable: a layer is missing. Nothing may be graded here until it is repaired.
    """
    _proof()


@functools.cache
def _warm_proof(socket: str) -> None:
    """Examine what the daemon lends, once per process. A gap in it is our own bug, so then use none of its cells."""
    if failure := examine_warm(socket, thorough=False).first_failure:
        raise SandboxUnavailable(f"{failure.name}: {failure.evidence}", failure.fix)


def require_warm_fit(socket: str) -> None:
    """Examine a warm cell once per process.

    Raises:
        SandboxUnavailable: a layer is missing in it.
    """
    _warm_proof(socket)
