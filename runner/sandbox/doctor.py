"""Is this host fit to run strangers' code? Every layer is proven by trying to get through it, in a real cell.

A host that fails one is refused: :func:`require_fit` raises, ``python -m runner doctor`` says what to repair.
"""

from __future__ import annotations

import functools
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from runner.harness import landlock
from runner.protocol import WEAK_MODE, Limits, Verdict

from . import bubblewrap, memory, weak
from .keeper import SOCKET, Keeper
from .session import Cell, CellError, LearnerError, SandboxUnavailable, start_cell, start_weak_cell, take_cell

_PROBE = Path(__file__).with_name("probe.py")
_LIMITS = Limits(wall_s=20, cpu_s=20, memory_mib=96, processes=8, output_kib=16, value_mib=1, disk_mib=4)
_NAMESPACES = ("mnt", "pid", "net", "ipc", "uts", "cgroup")

_ENVIRONMENT = (
    "HOME LC_ALL LD_LIBRARY_PATH MKL_NUM_THREADS NUMEXPR_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PWD TMPDIR"
)
_SEE_HOSTS = "see docs/security.md, Hosts"
_FIX_NAMESPACE = f"bubblewrap did not make the namespace; {_SEE_HOSTS}"
_FIX_FILTER = "the kernel must have CONFIG_SECCOMP_FILTER, 4.14 or newer, on x86_64 or aarch64"
_FIX_FILES = "the sandbox binds too much: report this as a bug, with the output of doctor --json"
_WEAK = (
    f"asked for by {weak.ASKING}: learners' code runs limited and without network, but without namespaces or a root of "
    "its own; for development only"
)
_FIX_WEAK = f"unset {weak.ASKING} and let the host have the sandbox; {_SEE_HOSTS}"
_LANDLOCK_WISH = "a kernel of 5.13 or newer with lsm=landlock,... among its parameters closes them twice"
_FIX_LANDLOCK = "cells leave out a layer that this kernel has: report this as a bug, with the output of doctor --json"
_FIX_LIMITS = f"the kernel did not keep a resource limit; {_SEE_HOSTS}"


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: whether it held, the evidence, and what to do where it did not."""

    name: str
    ok: bool
    evidence: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Examination:
    """What the doctor found. ``fit`` when every layer held."""

    layers: tuple[Layer, ...]

    @property
    def fit(self) -> bool:
        return all(layer.ok for layer in self.layers)

    @property
    def weak(self) -> bool:
        """Whether this is the weaker mode, for development only."""
        return any(layer.name == WEAK_MODE for layer in self.layers)

    @property
    def first_trouble(self) -> Layer | None:
        return next((layer for layer in self.layers if not layer.ok), None)


# What each attempt of the probe must come to. Several names where kernels differ.
_EXPECTED: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "files": (_FIX_FILES, {
        "read /etc/passwd": ("ENOENT",),
        "read /proc/self/status": ("ENOENT",),
        "read our own code": ("ENOENT",),
        "write to /": ("EROFS", "EACCES"),
        "write to the interpreter": ("EROFS", "EACCES"),
        "write to the libraries": ("EROFS", "EACCES"),
        "root directory": ("cell dev lib lib64 proc python sealed site sys tmp usr",
                           "cell dev lib proc python sealed site sys tmp usr",
                           "cell dev lib64 proc python sealed site sys tmp usr"),
        "devices": ("null random urandom",),
    }),
    "environment": (_FIX_FILES, {
        "environment": (_ENVIRONMENT,),
        "open descriptors": ("0 1 2 3 4",),
    }),
    "disk": (_FIX_LIMITS, {
        "fill /tmp": ("ENOSPC",),
        "many files in /tmp": ("ENOSPC",),
        "execute from /tmp": ("noexec",),
    }),
    "file limits": (_FIX_LIMITS, {
        "open 100 files": ("EMFILE",),
        "write beyond the size of a file": ("EFBIG",),
    }),
    "memory": (_FIX_LIMITS, {
        "allocate twice the memory": ("MemoryError", "_ArrayMemoryError"),
        "share memory": ("EPERM",),
        "reserve 1 TiB": ("ENOMEM",),
        "change a limit": ("ValueError",),  # what Python makes of EPERM
        "computing": ("limited",),
        "core dump size": ("0",),
    }),
    "system calls": (_FIX_FILTER, {
        "execute a program": ("EPERM",),
        "fork": ("EPERM",),
        "signal another process": ("EPERM",),
        "open a socket": ("EAFNOSUPPORT",),
        "open a unix socket": ("EAFNOSUPPORT",),
        "become root": ("EPERM",),
        "own user namespace": ("EPERM",),
        "clone3": ("ENOSYS",),
        "ptrace": ("EPERM",),
        "keyring": ("EPERM",),
        "io_uring": ("EPERM",),
        "bpf": ("EPERM",),
        "an unknown system call": ("ENOSYS",),
    }),
    "threads": (_FIX_LIMITS, {"twice the threads": ("RuntimeError",)}),
}  # fmt: skip

# Of these the weaker mode keeps its promise too.
_EXPECTED_WEAK: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "files": (_FIX_WEAK, {
        "write to /": ("EROFS",),
        "write beyond the size of a file": ("EROFS",),
        "open 100 files": ("EMFILE",),
    }),
    "memory": _EXPECTED["memory"],
    "system calls": _EXPECTED["system calls"],
}  # fmt: skip


def examine(*, thorough: bool = True) -> Examination:
    """Try every layer. ``thorough`` also ends a cell that waits, one that computes and one that uses a foreign ABI."""
    layers: list[Layer] = []
    try:
        if weak.asked_for():
            return _examine_weak()
        layers.append(Layer("bubblewrap", True, bubblewrap.describe()))
        with start_cell(_LIMITS) as cell:
            layers += _inspect(cell)
        if thorough:
            layers += [_stop_endless(), _stop_computing(start_cell), _kill_foreign()]
    except SandboxUnavailable as error:
        layers.append(Layer("bubblewrap", False, error.reason, error.fix))
    except bubblewrap.BubblewrapError as error:
        layers.append(Layer("bubblewrap", False, str(error), error.fix))
    except weak.WeakModeError as error:
        layers.append(Layer(WEAK_MODE, False, str(error), error.fix))
    except (CellError, LearnerError) as error:
        layers.append(Layer("cell", False, str(error), bubblewrap.advice(str(error))))
    return Examination(tuple(layers))


def _examine_weak() -> Examination:
    """Name the mode first, so that whoever reads anything reads that; then try the walls that it has."""
    layers = [Layer(WEAK_MODE, True, _WEAK, _FIX_WEAK)]
    try:
        with start_weak_cell(_LIMITS) as cell:
            cell.load(_PROBE.read_text(encoding="utf-8"))
            found = cell.call("try_files", (__file__,)) | cell.call("try_memory", (_LIMITS.memory_mib,))
            found |= cell.call("try_calls") | cell.call("try_file_limits", (_LIMITS.disk_mib,))
            layers.append(Layer("identity", True, f"uid {cell.posture['uid']}, no capability"))
        layers.append(_closed_to_reading(found["read our own code"]))
        layers += [_compare(name, fix, expected, found) for name, (fix, expected) in _EXPECTED_WEAK.items()]
        layers.append(_stop_endless(start_weak_cell))
    except (CellError, LearnerError) as error:
        layers.append(Layer("cell", False, str(error), _FIX_WEAK))
    return Examination(tuple(layers))


def _closed_to_reading(read: str) -> Layer:
    if read == "EACCES":
        return Layer("landlock", True, f"ABI {landlock.version()}; our own code can't be read")
    return Layer("landlock", True, "none: whatever this user may read, a learner's code may read too", _LANDLOCK_WISH)


def examine_warm(socket: str, *, thorough: bool = True) -> Examination:
    """Try every layer of a cell that the daemon at ``socket`` has ready, and say who counts its memory.

    No such cell is no trouble, only slower: every cell is then made cold. One that is lent and not closed is.
    """
    lent = False

    def take(limits: Limits) -> Cell:
        nonlocal lent
        lent = False
        cell = take_cell(limits, socket)
        lent = True
        return cell

    layers: list[Layer] = []
    try:
        with take(_LIMITS) as cell:
            layers += _inspect(cell)
            layers.append(_memory_level(cell))
        if thorough:
            layers.append(_stop_computing(take))
    except (LearnerError, CellError) as error:
        if lent:
            layers.append(Layer("cell", False, str(error), _FIX_FILES))
        elif not layers:
            evidence = f"none, so each is made cold, about 1 s slower ({error})"
            return Examination((Layer("ready cells", True, evidence, _SEE_HOSTS),))
    return Examination(tuple(replace(layer, name=f"ready cell: {layer.name}") for layer in layers))


def _memory_level(cell: Cell) -> Layer:
    level = cell.memory_level
    evidence = f"RLIMIT_DATA, and behind it: {level}"
    return Layer("memory counted by", True, evidence, memory.FIX if level == memory.Supervisor.name else "")


def _inspect(cell: Cell) -> Iterator[Layer]:
    cell.load(_PROBE.read_text(encoding="utf-8"))
    yield _outside(cell)
    posture = cell.posture
    yield Layer("identity", True, f"uid {posture['uid']}, no capability, nothing to gain by a setuid program")
    yield Layer("filter", True, f"seccomp mode {posture['seccomp']}, loaded before the first byte of a learner")
    questions: dict[str, Callable[[], dict[str, str]]] = {
        "files": lambda: cell.call("try_files", (__file__,)),
        "disk": lambda: cell.call("try_disk", (_LIMITS.disk_mib,)),
        "file limits": lambda: cell.call("try_file_limits", (_LIMITS.disk_mib,)),
        "memory": lambda: cell.call("try_memory", (_LIMITS.memory_mib,)),
        "system calls": lambda: cell.call("try_calls"),
        "threads": lambda: cell.call("try_threads", (_LIMITS.processes,)),
    }
    found: dict[str, str] = {}
    for ask in questions.values():
        found |= ask()
    yield _landlock(posture["landlock"], found["read a file that Landlock alone closes"])
    for name, (fix, expected) in _EXPECTED.items():
        yield _compare(name, fix, expected, found)


def _landlock(said: str, opened: str) -> Layer:
    """What the cell says of Landlock and what came of opening the sealed file, against what this kernel has."""
    abi = landlock.version()
    if abi == 0:
        return Layer("landlock", True, "this kernel has none; the mounts alone keep the files", _LANDLOCK_WISH)
    held = said == str(abi) and opened == "EACCES"
    evidence = f"ABI {abi}; in the cell: ABI {said}; to open a file that it alone closes: {opened}"
    return Layer("landlock", held, evidence, "" if held else _FIX_LANDLOCK)


def _compare(name: str, fix: str, expected: dict[str, tuple[str, ...]], found: dict[str, str]) -> Layer:
    wrong = [
        f"{what}: {found.get(what, 'not tried')}" for what, right in expected.items() if found.get(what) not in right
    ]
    if wrong:
        return Layer(name, False, "; ".join(wrong), fix)
    return Layer(name, True, "; ".join(f"{what}: {found[what]}" for what in expected))


def _outside(cell: Cell) -> Layer:
    """The cell's namespaces as the host sees them: none of them may be ours."""
    shared = [name for name in _NAMESPACES if not cell.lives_in_own(name)]
    if shared:
        return Layer("namespaces", False, f"shared with the host: {', '.join(shared)}", _FIX_NAMESPACE)
    own = [*_NAMESPACES, "user"] if cell.lives_in_own("user") else list(_NAMESPACES)
    return Layer("namespaces", True, f"own {', '.join(own)}; the process is pid {cell.posture['pid']} in it")


def _stop_endless(make: Callable[[Limits], Cell] = start_cell) -> Layer:
    with make(Limits(wall_s=0.3)) as cell:
        try:
            cell.load("while True:\n    try:\n        while True: pass\n    except BaseException: pass")
        except LearnerError as error:
            stopped = error.verdict is Verdict.TIMEOUT
            return Layer("clock", stopped, error.message, "" if stopped else _FIX_LIMITS)
    return Layer("clock", False, "an endless loop came to an end", _FIX_LIMITS)


def _stop_computing(make: Callable[[Limits], Cell]) -> Layer:
    """The kernel counts whole seconds, so this takes one."""
    limits = Limits(wall_s=8.0, cpu_s=0.1)
    with make(limits) as cell:
        try:
            cell.load("while True: pass")
        except LearnerError as error:
            stopped = error.verdict is Verdict.TIMEOUT and "computing" in error.message
            return Layer("computing", stopped, error.message, "" if stopped else _FIX_LIMITS)
    return Layer("computing", False, "an endless computation came to an end", _FIX_LIMITS)


def _kill_foreign() -> Layer:
    """A call in the second ABI that x86_64 kernels answer must end the process. aarch64 has none."""
    if platform.machine() != "x86_64":
        return Layer("foreign ABI", True, "this machine has none")
    with start_cell(Limits()) as cell:
        try:
            cell.load("import ctypes\nctypes.CDLL(None).syscall(0x40000000 + 39)")
        except LearnerError as error:
            killed = "forbidden system call" in error.message
            return Layer("foreign ABI", killed, error.message, "" if killed else _FIX_FILTER)
    return Layer("foreign ABI", False, "an x32 system call was answered", _FIX_FILTER)


@functools.cache
def _proof() -> Examination:
    examination = examine(thorough=False)
    if trouble := examination.first_trouble:
        raise SandboxUnavailable(f"{trouble.name}: {trouble.evidence}", trouble.fix)
    return examination


def require_fit() -> None:
    """Examine this host once per process.

    Raises:
        SandboxUnavailable: a layer is missing. Nothing may be graded here until it is repaired.
    """
    _proof()


@functools.cache
def _warm_proof(socket: str) -> None:
    """Examine what the daemon lends, once per process; a wall that is open in it is our own bug, so use none of it."""
    if trouble := examine_warm(socket, thorough=False).first_trouble:
        raise SandboxUnavailable(f"{trouble.name}: {trouble.evidence}", trouble.fix)


def require_warm_fit(socket: str) -> None:
    """Examine a ready cell once per process.

    Raises:
        SandboxUnavailable: a layer is missing in it.
    """
    _warm_proof(socket)


def _examine_all() -> Examination:
    """Cells of both makes; a daemon is started for it where none runs."""
    cold = examine()
    if not cold.fit or cold.weak:
        return cold
    if socket := os.environ.get(SOCKET):
        return Examination(cold.layers + examine_warm(socket).layers)
    with Keeper(cells=1) as keeper:
        keeper.wait()
        return Examination(cold.layers + examine_warm(keeper.socket).layers)


def main(argv: list[str]) -> int:
    """``python -m runner doctor [--json]``: 0 only when fit."""
    examination = _examine_all()
    if "--json" in argv:
        host = {"kernel": os.uname().release, "machine": platform.machine(), "user": os.geteuid()}
        answer = {"fit": examination.fit, "host": host, "layers": [asdict(layer) for layer in examination.layers]}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        sys.stdout.write(_as_text(examination))
    return 0 if examination.fit else 1


def _as_text(examination: Examination) -> str:
    lines: list[str] = []
    for layer in examination.layers:
        lines.append(f"{'holds' if layer.ok else 'FAILS'}  {layer.name}: {layer.evidence}")
        if layer.fix:
            lines.append(f"       fix: {layer.fix}")
    lines.append(_conclusion(examination))
    return "\n".join(lines) + "\n"


def _conclusion(examination: Examination) -> str:
    if not examination.fit:
        return "This host is not fit to grade; nothing will be run."
    if examination.weak:
        return "This host grades in the WEAK MODE of development. Run nobody's code here but your own."
    return "This host is fit to grade."
