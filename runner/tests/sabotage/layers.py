"""Remove each layer from cold or warm cells."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from runner.sandbox import bubblewrap, cell, frames, memory
from runner.sandbox.cell import Cell
from runner.tests.cells import copy_cell_modules
from runner.wire import messages

Edit = tuple[str, str, str]  # a file of the harness, a name that it must contain, and the code added after it

_OPEN_DESCRIPTORS = """
def arrange_descriptors(requests, replies):
    os.dup2(requests, 60); os.dup2(replies, 61)
    os.dup2(60, 3, inheritable=False); os.dup2(61, 4, inheritable=False)
"""
_OPEN_TMP = """
def mount_tmp(size_mib):
    ctypes.CDLL(None).mount(b'tmpfs', b'/tmp', b'tmpfs', 0, b'mode=1777')
    os.chdir('/tmp')
"""
# Replacements for steps of a cell and of a zygote.
_HARNESS: dict[str, tuple[Edit, ...]] = {
    "seccomp": (("lockdown.py", "def load_filter(", "def load_filter(instructions): pass"),),
    "landlock": (("landlock.py", "def restrict(", "def restrict(rules=None): return 0"),),
    "identity": (("lockdown.py", "def drop_privileges(", "def drop_privileges(uid): pass"),),
    "descriptors": (("server.py", "def arrange_descriptors(", _OPEN_DESCRIPTORS),),
    "disk": (("lockdown.py", "def mount_tmp(", _OPEN_TMP),),
    "the zygote's look at itself": (
        ("zygote.py", "def _require_fit_to_fork(", "ZygoteServer._require_fit_to_fork = lambda self: None"),
    ),
}
_RLIMITS = {"memory": "DATA", "processes": "NPROC", "cpu": "CPU", "open files": "NOFILE", "file size": "FSIZE"}
# Namespaces: bubblewrap's option, and the kernel flag with which a zygote makes new ones for each cell.
_NAMESPACES: dict[str, tuple[tuple[str, ...], int]] = {
    "netns": (("--unshare-net",), 0x40000000),
    "pidns": (("--unshare-pid",), 0x20000000),
    "ipcns": (("--unshare-ipc",), 0x08000000),
    "utsns": (("--unshare-uts", "--hostname", "cell"), 0x04000000),
    "cgroupns": (("--unshare-cgroup-try",), 0x02000000),
}
LAYERS = (*_NAMESPACES, "mounts", "identity", "seccomp", "landlock", *_RLIMITS, "disk", "output cap", "environment",
          "descriptors", "frames")  # fmt: skip
WARM_ONLY = ("memory count",)  # the control group, or the daemon's own count
# Not tested by the doctor: the judge's own two, and the memory count, which is behind RLIMIT_DATA.
UNSEEN_BY_THE_DOCTOR = {"output cap", "frames", "memory count"}


@dataclass(slots=True, kw_only=True)
class _Edits:
    """Changes to bubblewrap's command line and to the copy of the harness."""

    dropped: set[str] = field(default_factory=set)
    added: list[str] = field(default_factory=list)
    proc_of_the_host: bool = False
    harness: list[Edit] = field(default_factory=list)


@contextmanager
def without(*layers: str, blind: bool = True, added: Sequence[str] = ()) -> Iterator[None]:
    """Make this process create cells without these layers. With ``blind``, the judge doesn't notice.

    ``added`` are more options for bubblewrap, to test a layer that is the absence of a bind mount.
    """
    edits = _Edits(added=list(added))
    with ExitStack() as stack:
        for layer in layers:
            _take_out(layer, edits, stack)
        if edits.harness:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "runner"
            _edit_harness(folder, edits.harness)
            folder.parent.chmod(0o755)
            stack.enter_context(mock.patch.object(bubblewrap, "_RUNNER", folder))
        for name in ("command", "zygote_command"):
            stack.enter_context(mock.patch.object(bubblewrap, name, _edited(getattr(bubblewrap, name), edits)))
        if blind:
            stack.enter_context(mock.patch.object(cell, "security_gaps", return_value=""))
        bubblewrap._files.cache_clear()
        stack.callback(bubblewrap._files.cache_clear)
        yield


def _take_out(layer: str, edits: _Edits, stack: ExitStack) -> None:
    edits.harness += _HARNESS.get(layer, ())
    if layer in _NAMESPACES:
        words, flag = _NAMESPACES[layer]
        edits.dropped |= set(words)
        name = "_NEW_PID" if layer == "pidns" else "_NEW_OTHERS"
        edits.harness.append(("zygote.py", name, f"{name} &= ~{flag:#x}"))
    if layer == "pidns":  # an ordinary user can't mount the host's /proc, or return to a root that it never left
        edits.proc_of_the_host = True
        edits.harness.append(("zygote.py", "libc.setns(", "libc.setns = lambda *_: 0"))
    if layer in _RLIMITS:
        edits.harness.append(("resource_limits.py", "resource.setrlimit(", _unlimited(_RLIMITS[layer])))
    if layer == "environment":
        edits.dropped.add("--clearenv")
        stack.enter_context(mock.patch.object(subprocess, "Popen", _popen_with(env=None)))
    if layer == "a descriptor left":
        stack.enter_context(_descriptor_left())
    if layer == "output cap":
        stack.enter_context(mock.patch.object(Cell, "load", _load_without_cap))
    if layer == "frames":
        stack.enter_context(mock.patch.object(frames, "sizes", lambda prefix, limit: messages.PREFIX.unpack(prefix)))
    if layer == "memory count":
        stack.enter_context(mock.patch.object(memory, "open_level", _Careless))
    if layer == "control groups":
        stack.enter_context(mock.patch.object(memory, "open_level", memory.MemoryCounter))


class _Careless(memory.MemoryCounter):
    """A memory counter that counts nothing."""

    def is_exceeded(self, number: int, pid: int) -> bool:
        return False


def _unlimited(name: str) -> str:
    """The resource module as the lockdown code sees it, which ignores one limit."""
    return (
        f"class _Deaf{name}:\n"
        f"    real = resource\n"
        f"    def __getattr__(self, name): return getattr(self.real, name)\n"
        f"    def setrlimit(self, what, pair): what == self.real.RLIMIT_{name} or self.real.setrlimit(what, pair)\n"
        f"resource = _Deaf{name}()"
    )


_load = Cell.load


def _load_without_cap(cell: Cell, *arguments: Any) -> None:
    cell._channel._output_left = 2**40
    _load(cell, *arguments)


def _popen_with(**changed: Any) -> Callable[..., subprocess.Popen[bytes]]:
    popen = subprocess.Popen
    return lambda *words, **options: popen(*words, **options | changed)


@contextmanager
def _descriptor_left() -> Iterator[None]:
    """Let the cell inherit one more descriptor, as if it had not been closed."""
    popen = subprocess.Popen
    kept = os.open("/dev/null", os.O_RDONLY)
    os.dup2(kept, 50)

    def leaking(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        return popen(*words, **options | {"pass_fds": (*options.get("pass_fds", ()), 50)})

    with mock.patch.object(subprocess, "Popen", leaking):
        yield
    os.close(kept)
    os.close(50)


def _edit_harness(folder: Path, edits: list[Edit]) -> None:
    copy_cell_modules(folder)
    for file, name, text in edits:
        path = folder / "harness" / file
        source = path.read_text(encoding="utf-8")
        if name not in source:
            raise LookupError(f"{file} has no {name}: this sabotage sabotages nothing")
        path.write_text(f"{source}\n{text}\n", encoding="utf-8")


def _edited(command: Callable[..., list[str]], edits: _Edits) -> Callable[..., list[str]]:
    def edited(*arguments: Any, **options: Any) -> list[str]:
        words = command(*arguments, **options)
        if missing := edits.dropped - set(words):
            raise LookupError(f"the command line has no {missing}: this sabotage sabotages nothing")
        if edits.proc_of_the_host and "--proc" in words:
            at = words.index("--proc")
            words[at : at + 1] = ["--bind", "/proc"]
        kept = [word for word in words if word not in edits.dropped]
        place = kept.index("--remount-ro", kept.index("--dev-bind"))
        return [*kept[:place], *edits.added, *kept[place:]]

    return edited
