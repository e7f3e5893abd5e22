"""Each layer of the sandbox is taken out in turn, to see that what it stands against gets through, and only then.

    python -m runner.tests.sabotage

Nothing in the runner can do this: no option and no variable takes a layer out. Here the functions that put it in are
replaced in this process, and for what a cell does by itself it gets an edited copy of the harness. Some layers stand
behind others; a probe names those, and they are out in both of its runs, so that the layer alone decides.

Everything is low harm: a limit is passed by a little, a process that is signalled was started for it.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from runner.protocol import Limits
from runner.sandbox import bubblewrap, doctor, frames, session
from runner.sandbox.cell import LearnerError

DONE = "done"
_LIMITS = Limits(wall_s=20, cpu_s=10, memory_mib=64, processes=6, output_kib=16, value_mib=1, disk_mib=1)

_OPEN_DESCRIPTORS = """
def _arrange_descriptors(requests, replies):
    os.dup2(requests, 60); os.dup2(replies, 61)
    os.dup2(60, 3, inheritable=False); os.dup2(61, 4, inheritable=False)
"""
# What a cell's own steps are replaced with, by file and function.
_HARNESS: dict[str, tuple[str, str, str]] = {
    "seccomp": ("confine.py", "_load_filter", "def _load_filter(): pass"),
    "landlock": ("landlock.py", "restrict", "def restrict(): return 0"),
    "identity": ("confine.py", "_drop_privileges", "def _drop_privileges(uid): pass"),
    "descriptors": ("serve.py", "_arrange_descriptors", _OPEN_DESCRIPTORS),
}
_RLIMITS = {"memory": "DATA", "processes": "NPROC", "cpu": "CPU", "open files": "NOFILE", "file size": "FSIZE"}
_OPTIONS = {"netns": "--unshare-net", "pidns": "--unshare-pid", "ipcns": "--unshare-ipc", "environment": "--clearenv"}
LAYERS = ("netns", "mounts", "pidns", "ipcns", "identity", "seccomp", "landlock", "memory", "processes", "cpu",
          "open files", "file size", "disk", "output cap", "environment", "descriptors", "frames")  # fmt: skip
# Layers that the doctor does not try. The first two are the judge's own; the clock and /tmp stand behind the others.
UNSEEN_BY_THE_DOCTOR = {"output cap", "frames", "landlock", "cpu", "open files", "file size"}


@dataclass(slots=True)
class _Edits:
    """What is done to the command line and to the copy of the harness."""

    dropped: set[str] = field(default_factory=set)
    added: list[str] = field(default_factory=list)
    harness: list[tuple[str, str, str]] = field(default_factory=list)


@contextmanager
def without(*layers: str, blind: bool = True, host: Host | None = None) -> Iterator[None]:
    """Cells are started cold, without these layers. ``blind``: the judge believes that all is well."""
    edits = _Edits()
    with ExitStack() as stack:
        for layer in layers:
            _take_out(layer, edits, stack)
        if host is not None:
            edits.added += host.shown(layers)
        if edits.harness:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "harness"
            _edit_harness(folder, edits.harness)
            stack.enter_context(mock.patch.object(bubblewrap, "_HARNESS", folder))
        stack.enter_context(_edited_command(edits))
        if blind:
            stack.enter_context(mock.patch.object(session, "_open_doors", return_value=""))
        bubblewrap._files.cache_clear()
        stack.callback(bubblewrap._files.cache_clear)
        yield


def _take_out(layer: str, edits: _Edits, stack: ExitStack) -> None:
    if layer in _OPTIONS:
        edits.dropped.add(_OPTIONS[layer])
    if layer in _HARNESS:
        edits.harness.append(_HARNESS[layer])
    if layer in _RLIMITS:
        edits.harness.append(("confine.py", "_limit_resources", _unlimited(_RLIMITS[layer])))
    if layer == "disk":
        edits.harness.append(("confine.py", "_mount_tmp|mount_tmp", _open_tmp()))
    if layer == "environment":
        stack.enter_context(mock.patch.object(subprocess, "Popen", _popen_with(env=None)))
    if layer == "output cap":
        stack.enter_context(mock.patch.object(session.Cell, "load", _load_without_cap))
    if layer == "frames":
        stack.enter_context(mock.patch.object(frames, "sizes", lambda prefix, limit: frames.PREFIX.unpack(prefix)))


def _unlimited(name: str) -> str:
    """The resource module as the confining code alone sees it: deaf to one limit."""
    return (
        f"class _Deaf{name}:\n"
        f"    real = resource\n"
        f"    def __getattr__(self, name): return getattr(self.real, name)\n"
        f"    def setrlimit(self, what, pair): what == self.real.RLIMIT_{name} or self.real.setrlimit(what, pair)\n"
        f"resource = _Deaf{name}()"
    )


def _open_tmp() -> str:
    return (
        "def mount_tmp(size_mib):\n"
        "    ctypes.CDLL(None).mount(b'tmpfs', b'/tmp', b'tmpfs', 0, b'mode=1777')\n"
        "    os.chdir('/tmp')\n"
        "_mount_tmp = mount_tmp"
    )


_load = session.Cell.load


def _load_without_cap(cell: session.Cell, source: str) -> None:
    cell._process._output_left = 2**40
    _load(cell, source)


def _popen_with(**changed: Any) -> Callable[..., subprocess.Popen[bytes]]:
    popen = subprocess.Popen
    return lambda *words, **options: popen(*words, **options | changed)


def _edit_harness(folder: Path, edits: list[tuple[str, str, str]]) -> None:
    shutil.copytree(bubblewrap._HARNESS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file, names, text in edits:
        path = folder / file
        source = path.read_text(encoding="utf-8")
        if not any(f"def {name}(" in source for name in names.split("|")):
            raise LookupError(f"{file} has no {names}: this sabotage sabotages nothing")
        path.write_text(f"{source}\n{text}\n", encoding="utf-8")


@contextmanager
def _edited_command(edits: _Edits) -> Iterator[None]:
    command = bubblewrap.command

    def edited(**descriptors: int) -> list[str]:
        words = command(**descriptors)
        if missing := edits.dropped - set(words):
            raise LookupError(f"the command line has no {missing}: this sabotage sabotages nothing")
        kept = [word for word in words if word not in edits.dropped]
        place = kept.index("--remount-ro", kept.index("--dev-bind"))
        return [*kept[:place], *edits.added, *kept[place:]]

    with mock.patch.object(bubblewrap, "command", edited):
        yield


class Host:
    """What a probe tries to reach: a listener, a file, a process, a segment of shared memory, a variable."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        self._stack = ExitStack()

    def __enter__(self) -> Host:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="descent-sabotage-")))
        self.folder.chmod(0o755)
        (self.folder / "secret").write_text(self.secret)
        self.open = self.folder / "open"
        self.open.mkdir()
        self.open.chmod(0o777)
        self._listen()
        self._stack.enter_context(mock.patch.dict(os.environ, {"DESCENT_SABOTAGE_SECRET": self.secret}))
        self.key = self._share()
        self.victim = subprocess.Popen(["sleep", "600"])
        self._stack.callback(self._end_victim)
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def shown(self, layers: tuple[str, ...]) -> list[str]:
        """Binds that a mistake in the mounts might make."""
        return [
            *(["--ro-bind", "/", "/host"] if "mounts" in layers else []),
            *(["--bind", str(self.open), "/open"] if "an open mount" in layers else []),
        ]

    def _listen(self) -> None:
        self.tcp = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self.abstract = f"descent-{self.secret}"
        listener = self._stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
        listener.bind(f"\0{self.abstract}")
        listener.listen()

    def _share(self) -> int:
        libc, key = ctypes.CDLL(None, use_errno=True), secrets.randbelow(2**30) + 1
        libc.shmat.restype = ctypes.c_void_p
        segment = libc.shmget(key, 4096, 0o1666)
        address = libc.shmat(segment, None, 0)
        ctypes.memmove(address, self.secret.encode(), len(self.secret))
        self._stack.callback(libc.shmctl, segment, 0, None)
        return key

    def _end_victim(self) -> None:
        self.victim.kill()
        self.victim.wait()


@dataclass(frozen=True, slots=True)
class Probe:
    """What a layer stands against, as a learner's statement; ``behind`` are the layers in front of it."""

    layer: str
    name: str
    statement: str
    behind: tuple[str, ...] = ()
    setup: str = ""

    @property
    def source(self) -> str:
        return (
            f"import ctypes, errno, os, signal, socket, threading, time\nimport numpy as np\n"
            f"libc = ctypes.CDLL(None, use_errno=True)\n"
            f"def must(result):\n    if result < 0: raise OSError(ctypes.get_errno(), 'no')\n    return result\n"
            f"{self.setup}\ndef f(host):\n    try:\n        {self.statement}\n"
            f"    except BaseException as error:\n"
            f"        return errno.errorcode.get(getattr(error, 'errno', None), type(error).__name__)\n"
            f"    return {DONE!r}\n"
        )


_FORGE = """
import struct, sys
from harness import wire
def forge():
    frame = sys._getframe()
    while "request" not in frame.f_locals: frame = frame.f_back
    done = wire.Done(frame.f_locals["request"].id, wire.ListNode([wire.BytesNode(3 * 2**20)]), [])
    data = memoryview(wire.frame(done, [bytes(3 * 2**20)]))
    while data: data = data[os.write(4, data):]
    time.sleep(60)
"""
_KERNEL = ("seccomp", "landlock")
PROBES = (
    Probe("netns", "connect to a port of the host",
          "socket.create_connection(('127.0.0.1', host['port']), 2)", _KERNEL),
    Probe("netns", "connect to an abstract socket of the host",
          "socket.socket(socket.AF_UNIX).connect('\\0' + host['abstract'])", _KERNEL),
    Probe("mounts", "read a file of the host", "assert open('/host' + host['file']).read() == host['secret']",
          ("landlock",)),
    Probe("pidns", "see a process of the host", "os.kill(host['victim'], 0)", ("seccomp", "landlock", "identity")),
    Probe("pidns", "end a process of the host", "os.kill(host['victim'], signal.SIGTERM)",
          ("seccomp", "landlock", "identity")),
    Probe("ipcns", "read shared memory of the host",
          "assert ctypes.string_at(libc.shmat(segment(host), None, 0), 16) == host['secret'].encode()",
          ("seccomp",),
          "libc.shmat.restype = ctypes.c_void_p\ndef segment(host): return must(libc.shmget(host['key'], 0, 0))"),
    Probe("identity", "mount a file system", "must(libc.mount(b't', b'/tmp', b'tmpfs', 0, None))", _KERNEL),
    Probe("identity", "become another user", "os.setuid(4242 if os.getuid() == 0 else 0)", ("seccomp",)),
    Probe("seccomp", "fork", "os.fork() or os._exit(0)"),
    Probe("seccomp", "make a pipe", "os.pipe()"),
    Probe("seccomp", "open a socket", "socket.socket(socket.AF_UNIX)"),
    Probe("seccomp", "make a file in memory", "os.memfd_create('x')"),
    Probe("seccomp", "ask for a keyring", "must(libc.syscall(250, 0, ctypes.c_long(-3), 0))"),
    Probe("seccomp", "lock a file", "__import__('fcntl').flock(os.open('/tmp/x', os.O_RDWR | os.O_CREAT), 2)"),
    Probe("landlock", "write where a mount was left open", "open('/open/written', 'w').write('x')", ("an open mount",)),
    Probe("memory", "allocate twice the memory", "assert np.ones(2**27, np.uint8)[-1]"),
    Probe("processes", "start twice the threads",
          "[threading.Thread(target=hold.wait, daemon=True).start() for _ in range(12)]",
          (), "threading.stack_size(2**17)\nhold = threading.Event()"),
    Probe("cpu", "compute beyond the limit", "burn()", (),
          "def burn():\n    end = time.process_time() + 3\n    while time.process_time() < end: pass"),
    Probe("open files", "open 100 files", "kept = [open('/dev/null') for _ in range(100)]"),
    Probe("file size", "write a file over the limit", "open('/tmp/x', 'wb').write(bytes(3 * 2**20))", ("disk",)),
    Probe("disk", "fill the disk", "[open(f'/tmp/{n}', 'wb').write(bytes(2**19)) for n in range(6)]"),
    Probe("disk", "make more files than there may be", "[open(f'/tmp/{n}', 'w').close() for n in range(1500)]"),
    Probe("output cap", "print twice the limit", "os.write(1, b'x' * 2**15)"),
    Probe("environment", "read a variable of ours", "assert os.environ['DESCENT_SABOTAGE_SECRET'] == host['secret']"),
    Probe("descriptors", "find a descriptor that was left open", "os.fstat(host['descriptor'])",
          ("a descriptor left",)),
    Probe("frames", "send three times as much as may be", "forge()", (), _FORGE),
)  # fmt: skip


def play(probe: Probe, host: Host, *, out: bool, blind: bool = True) -> str:
    """How the probe ends, with its layer out or in: "done", or what stopped it."""
    layers = (*probe.behind, *([probe.layer] if out else []))
    told = {
        "port": host.tcp.getsockname()[1], "abstract": host.abstract, "file": str(host.folder / "secret"),
        "secret": host.secret, "victim": host.victim.pid, "key": host.key, "descriptor": 50,
    }  # fmt: skip
    limits = _LIMITS if probe.layer != "cpu" else Limits(wall_s=10, cpu_s=1)
    with ExitStack() as stack:
        stack.enter_context(without(*layers, blind=blind, host=host))
        if "a descriptor left" in layers:
            stack.enter_context(_descriptor_left())
        try:
            with session.start_cell(limits) as cell:
                cell.load(probe.source)
                value = cell.call("f", (told,))
        except LearnerError as error:
            return f"{error.verdict}: {error.message.splitlines()[-1]}"
    return DONE if isinstance(value, bytes) else str(value)


@contextmanager
def _descriptor_left() -> Iterator[None]:
    """One more descriptor is inherited, as if somebody had forgotten it."""
    popen = subprocess.Popen
    kept = os.open("/dev/null", os.O_RDONLY)
    os.dup2(kept, 50)

    def leaking(*words: Any, **options: Any) -> subprocess.Popen[bytes]:
        return popen(*words, **options | {"pass_fds": (*options.get("pass_fds", ()), 50)})

    with mock.patch.object(subprocess, "Popen", leaking):
        yield
    os.close(kept)
    os.close(50)


def seen_by_the_doctor(layer: str, host: Host) -> str:
    """What the doctor says of a host without this layer; empty where it finds nothing wrong."""
    with without(layer, blind=False, host=host):
        examination = doctor.examine(thorough=False)
    trouble = examination.first_trouble
    return f"{trouble.name}: {trouble.evidence}" if trouble else ""


def main() -> int:
    """The whole matrix as a table; 0 only when every layer alone made the difference."""
    wrong = 0
    with Host() as host:
        for probe in PROBES:
            held, opened = play(probe, host, out=False), play(probe, host, out=True)
            right = held != DONE and opened == DONE
            wrong += not right
            _row(right, probe.layer, f"{probe.name:42} in: {held[:40]:42} out: {opened[:40]}")
        for layer in LAYERS:
            found = seen_by_the_doctor(layer, host)
            right = bool(found) != (layer in UNSEEN_BY_THE_DOCTOR)
            wrong += not right
            _row(right, layer, f"the doctor, with it out: {found[:100] or 'does not look'}")
    return 1 if wrong else 0


def _row(right: bool, layer: str, text: str) -> None:
    sys.stdout.write(f"{'ok' if right else 'WRONG':6}{layer:13}{text}\n")


if __name__ == "__main__":
    raise SystemExit(main())
