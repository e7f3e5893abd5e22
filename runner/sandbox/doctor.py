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
from .layers import HostExamination, Layer
from .stalls import StallRetries, too_busy
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
        layers.append(Layer(name="bubblewrap", ok=True, evidence=bubblewrap.describe()))
        layers += retries.run(_inspect_cold)
        if thorough:
            tests = (_stop_endless, lambda: _stop_computing(ColdCell), _kill_foreign, triton_support.examine)
            layers += map(retries.run, tests)
    except SandboxUnavailable as error:
        layers.append(Layer(name="bubblewrap", ok=False, evidence=error.reason, fix=error.fix))
    except bubblewrap.BubblewrapError as error:
        layers.append(Layer(name="bubblewrap", ok=False, evidence=str(error), fix=error.fix))
    except weak_mode.WeakModeError as error:
        layers.append(Layer(name=WEAK_MODE, ok=False, evidence=str(error), fix=error.fix))
    except HostStalledError as error:
        layers.append(too_busy(error))
    except (CellError, LearnerError) as error:
        layers.append(Layer(name="cell", ok=False, evidence=str(error), fix=bubblewrap.advice(str(error))))
    return HostExamination((*layers, *retries.layers()))


def _inspect_cold() -> list[Layer]:
    with ColdCell(LIMITS) as cell:
        return list(inspect(cell))


def _examine_weak() -> HostExamination:
    """Name the mode first, so that nobody overlooks it; then try the layers that it has."""
    layers = [Layer(name=WEAK_MODE, ok=True, evidence=expect.WEAK, fix=expect.FIX_WEAK)]
    retries = StallRetries()
    try:
        layers += retries.run(_inspect_weak)
        layers.append(retries.run(lambda: _stop_endless(WeakCell)))
    except HostStalledError as error:
        layers.append(too_busy(error))
    except (CellError, LearnerError) as error:
        layers.append(Layer(name="cell", ok=False, evidence=str(error), fix=expect.FIX_WEAK))
    return HostExamination((*layers, *retries.layers()))


def _inspect_weak() -> list[Layer]:
    with WeakCell(LIMITS) as cell:
        cell.load(_PROBE.read_text(encoding="utf-8"))
        results = cell.call("try_files", (__file__,)) | cell.call("try_memory", (LIMITS.memory_mib,))
        results |= cell.call("try_calls") | cell.call("try_file_limits", (LIMITS.disk_mib,))
        identity = Layer(name="identity", ok=True, evidence=f"uid {cell.security_status['uid']}, no capability")
    layers = [compare(name, fix, expected, results) for name, (fix, expected) in expect.EXPECTED_WEAK.items()]
    return [identity, _weak_landlock(results["read our own code"]), *layers]


def _weak_landlock(read: str) -> Layer:
    if read == "EACCES":
        return Layer(name="landlock", ok=True, evidence=f"ABI {landlock.version()}; our own code can't be read")
    return Layer(
        name="landlock",
        ok=True,
        evidence="none: whatever this user may read, a learner's code may read too",
        fix=expect.LANDLOCK_WISH,
    )


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
            layers.append(Layer(name="cell", ok=False, evidence=str(error), fix=expect.FIX_FILES))
        elif not layers:
            evidence = f"none, so each is made cold, about 1 s slower ({error})"
            return HostExamination((Layer(name="warm cells", ok=True, evidence=evidence, fix=expect.SEE_HOSTS),))
    return HostExamination((*of_warm_cells(layers), *retries.layers()))


def of_warm_cells(layers: Sequence[Layer]) -> list[Layer]:
    return [replace(layer, name=f"warm cell: {layer.name}") for layer in layers]


def _memory_level(cell: Cell) -> Layer:
    level = cell.memory_level
    evidence = f"RLIMIT_DATA, and behind it: {level}"
    return Layer(
        name="memory counted by",
        ok=True,
        evidence=evidence,
        fix=memory.FIX if level == memory.MemoryCounter.name else "",
    )


def inspect(cell: Cell, expectations: expect.Expectations = expect.EXPECTED, more_source: str = "") -> Iterator[Layer]:
    """Try every layer of a new cell from inside. ``more_source`` is loaded with the probe, for further calls."""
    cell.load(_PROBE.read_text(encoding="utf-8") + more_source)
    yield _outside(cell)
    security_status = cell.security_status
    yield Layer(
        name="identity",
        ok=True,
        evidence=f"uid {security_status['uid']}, no capability, nothing to gain by a setuid program",
    )
    yield Layer(
        name="filter",
        ok=True,
        evidence=f"seccomp mode {security_status['seccomp']}, loaded before the first byte of a learner",
    )
    questions: dict[str, Callable[[], dict[str, str]]] = {
        "files": lambda: cell.call("try_files", (__file__,)),
        "disk": lambda: cell.call("try_disk", (cell.limits.disk_mib,)),
        "file limits": lambda: cell.call("try_file_limits", (cell.limits.disk_mib,)),
        "memory": lambda: cell.call("try_memory", (cell.limits.memory_mib,)),
        "system calls": lambda: cell.call("try_calls"),
        "threads": lambda: cell.call("try_threads", (cell.limits.processes,)),
    }
    results: dict[str, str] = {}
    for ask in questions.values():
        results |= ask()
    yield _landlock(security_status["landlock"], results["read a file that Landlock alone closes"])
    for name, (fix, expected) in expectations.items():
        yield compare(name, fix, expected, results)


def _landlock(reported_abi: str, outcome: str) -> Layer:
    """Compare this kernel's Landlock with what the cell reports and with the outcome of opening the sealed file."""
    abi = landlock.version()
    if abi == 0:
        return Layer(
            name="landlock",
            ok=True,
            evidence="this kernel has none; the mounts alone keep the files",
            fix=expect.LANDLOCK_WISH,
        )
    holds = reported_abi == str(abi) and outcome == "EACCES"
    evidence = f"ABI {abi}; in the cell: ABI {reported_abi}; to open a file that it alone closes: {outcome}"
    return Layer(name="landlock", ok=holds, evidence=evidence, fix="" if holds else expect.FIX_LANDLOCK)


def compare(name: str, fix: str, expected: dict[str, tuple[str, ...]], results: dict[str, str]) -> Layer:
    """A layer that holds if each result is among those that are expected."""
    wrong = [
        f"{what}: {results.get(what, 'not tried')}"
        for what, outcomes in expected.items()
        if results.get(what) not in outcomes
    ]
    if wrong:
        return Layer(name=name, ok=False, evidence="; ".join(wrong), fix=fix)
    return Layer(name=name, ok=True, evidence="; ".join(f"{what}: {results[what]}" for what in expected))


def _outside(cell: Cell) -> Layer:
    """Compare the cell's namespaces with ours, as the host sees them."""
    common = [name for name in _NAMESPACES if not cell.lives_in_own(name)]
    if common:
        return Layer(
            name="namespaces", ok=False, evidence=f"shared with the host: {', '.join(common)}", fix=expect.FIX_NAMESPACE
        )
    own = [*_NAMESPACES, "user"] if cell.lives_in_own("user") else list(_NAMESPACES)
    return Layer(
        name="namespaces",
        ok=True,
        evidence=f"own {', '.join(own)}; the process is pid {cell.security_status['pid']} in it",
    )


def _stop_endless(make: Callable[[Limits], Cell] = ColdCell) -> Layer:
    with make(Limits(wall_s=0.3)) as cell:
        try:
            cell.load("while True:\n    try:\n        while True: pass\n    except BaseException: pass")
        except LearnerError as error:
            is_stopped = error.verdict is Verdict.TIMEOUT
            return Layer(
                name="clock", ok=is_stopped, evidence=error.message, fix="" if is_stopped else expect.FIX_LIMITS
            )
    return Layer(name="clock", ok=False, evidence="an endless loop came to an end", fix=expect.FIX_LIMITS)


def _stop_computing(make: Callable[[Limits], Cell]) -> Layer:
    """Takes a second, because the kernel counts whole ones."""
    limits = Limits(wall_s=8.0, cpu_s=0.1)
    with make(limits) as cell:
        try:
            cell.load("while True: pass")
        except LearnerError as error:
            is_stopped = error.verdict is Verdict.TIMEOUT and "computing" in error.message
            return Layer(
                name="computing", ok=is_stopped, evidence=error.message, fix="" if is_stopped else expect.FIX_LIMITS
            )
    return Layer(name="computing", ok=False, evidence="an endless computation came to an end", fix=expect.FIX_LIMITS)


def _kill_foreign() -> Layer:
    """A call in the second ABI that x86_64 kernels answer must end the process. aarch64 has none."""
    if platform.machine() != "x86_64":
        return Layer(name="foreign ABI", ok=True, evidence="this machine has none")
    with ColdCell(Limits()) as cell:
        try:
            cell.load("import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)")
        except LearnerError as error:
            is_killed = "forbidden system call" in error.message
            return Layer(
                name="foreign ABI", ok=is_killed, evidence=error.message, fix="" if is_killed else expect.FIX_FILTER
            )
    return Layer(name="foreign ABI", ok=False, evidence="an x32 system call was answered", fix=expect.FIX_FILTER)


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
