"""Learner code that each layer must stop."""

from __future__ import annotations

from dataclasses import dataclass

from runner.protocol import Limits
from tests.patience import PATIENCE_S

DONE = "done"
_LIMITS = Limits(wall_s=PATIENCE_S, cpu_s=10, memory_mib=64, processes=6, output_kib=16, value_mib=1, disk_mib=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """``behind``: the layers in front of this one. ``root``: an ordinary user can't do it even without the layers."""

    layer: str
    name: str
    statement: str
    behind: tuple[str, ...] = ()
    setup: str = ""
    limits: Limits = _LIMITS
    root: bool = False

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
from runner.wire import messages, nodes
def forge():
    frame = sys._getframe()
    while "request" not in frame.f_locals: frame = frame.f_back
    done = messages.ValueReply(frame.f_locals["request"].id, nodes.ListNode([nodes.BytesNode(3 * 2**20)]), [])
    data = memoryview(messages.frame(done, [bytes(3 * 2**20)]))
    while data: data = data[os.write(4, data):]
    time.sleep(60)
"""
_KERNEL = ("seccomp", "landlock")
PROBES = (
    Probe(
        layer="netns",
        name="connect to a port of the host",
        statement="socket.create_connection(('127.0.0.1', host['port']), 2)",
        behind=_KERNEL,
    ),
    Probe(
        layer="netns",
        name="connect to an abstract socket of the host",
        statement="socket.socket(socket.AF_UNIX).connect('\\0' + host['abstract'])",
        behind=_KERNEL,
    ),
    Probe(
        layer="mounts",
        name="read a file of the host",
        statement="assert open('/host' + host['file']).read() == host['secret']",
        behind=("landlock",),
    ),
    Probe(
        layer="pidns",
        name="see a process of the host",
        statement="os.kill(host['victim'], 0)",
        behind=("seccomp", "landlock", "identity"),
    ),
    Probe(
        layer="pidns",
        name="end a process of the host",
        statement="os.kill(host['victim'], signal.SIGTERM)",
        behind=("seccomp", "landlock", "identity"),
    ),
    Probe(
        layer="ipcns",
        name="read shared memory of the host",
        statement="assert ctypes.string_at(libc.shmat(segment(host), None, 0), 16) == host['secret'].encode()",
        behind=("seccomp",),
        setup="libc.shmat.restype = ctypes.c_void_p\ndef segment(host): return must(libc.shmget(host['key'], 0, 0))",
    ),
    Probe(layer="utsns", name="read the host's name", statement="assert os.uname().nodename == host['name']"),
    Probe(
        layer="cgroupns",
        name="be in the host's namespace of control groups",
        statement="assert os.readlink('/host/proc/self/ns/cgroup') == host['cgroupns']",
        behind=("mounts", "landlock"),
    ),
    Probe(
        layer="identity",
        name="mount a file system",
        statement="must(libc.mount(b't', b'/tmp', b'tmpfs', 0, None))",
        behind=_KERNEL,
    ),
    Probe(
        layer="identity",
        name="become another user",
        statement="os.setuid(4242 if os.getuid() == 0 else 0)",
        behind=("seccomp",),
        root=True,
    ),
    Probe(layer="seccomp", name="fork", statement="os.fork() or os._exit(0)"),
    Probe(layer="seccomp", name="make a pipe", statement="os.pipe()"),
    Probe(layer="seccomp", name="open a socket", statement="socket.socket(socket.AF_UNIX)"),
    Probe(layer="seccomp", name="make a file in memory", statement="os.memfd_create('x')"),
    Probe(layer="seccomp", name="ask for a keyring", statement="must(libc.syscall(250, 0, ctypes.c_long(-3), 0))"),
    Probe(
        layer="seccomp",
        name="lock a file",
        statement="__import__('fcntl').flock(os.open('/tmp/x', os.O_RDWR | os.O_CREAT), 2)",
    ),
    Probe(
        layer="seccomp",
        name="flush the disk",
        statement="reached()",
        behind=(),
        setup="def reached():\n    try: os.fsync(999)\n    except OSError: return\n    raise PermissionError",
    ),
    Probe(
        layer="seccomp",
        name="wake by a page that all share",
        statement="must(libc.syscall(202, at, 1, 1))",
        behind=(),
        setup="at = ctypes.c_ulong(ctypes.cast(libc.qsort, ctypes.c_void_p).value & ~3)",
    ),
    Probe(
        layer="seccomp", name="name the process in the kernel's log", statement="must(libc.prctl(15, b'red', 0, 0, 0))"
    ),
    Probe(layer="seccomp", name="ask how large the disk is", statement="os.statvfs('/site')"),
    Probe(
        layer="landlock",
        name="write where a mount was left open",
        statement="open(f'/open/{time.time_ns()}', 'w').write('x')",
        behind=("an open mount",),
    ),
    Probe(layer="landlock", name="read a file that nothing else closes", statement="open('/sealed').read()"),
    Probe(layer="memory", name="allocate twice the memory", statement="assert np.ones(2**27, np.uint8)[-1]"),
    Probe(
        layer="processes",
        name="start twice the threads",
        statement="[threading.Thread(target=hold.wait, daemon=True).start() for _ in range(12)]",
        behind=(),
        setup="threading.stack_size(2**17)\nhold = threading.Event()",
    ),
    Probe(
        layer="cpu",
        name="compute beyond the limit",
        statement="burn()",
        behind=(),
        setup="def burn():\n    end = time.process_time() + 3\n    while time.process_time() < end: pass",
        limits=Limits(wall_s=PATIENCE_S, cpu_s=1),
    ),
    Probe(layer="open files", name="open 100 files", statement="kept = [open('/dev/null') for _ in range(100)]"),
    Probe(
        layer="file size",
        name="write a file over the limit",
        statement="open('/tmp/x', 'wb').write(bytes(3 * 2**20))",
        behind=("disk",),
    ),
    Probe(
        layer="disk", name="fill the disk", statement="[open(f'/tmp/{n}', 'wb').write(bytes(2**19)) for n in range(6)]"
    ),
    Probe(
        layer="disk",
        name="make more files than there may be",
        statement="[open(f'/tmp/{n}', 'w').close() for n in range(1500)]",
    ),
    Probe(layer="output cap", name="print twice the limit", statement="os.write(1, b'x' * 2**15)"),
    Probe(
        layer="environment",
        name="read a variable of ours",
        statement="assert os.environ['DESCENT_SABOTAGE_SECRET'] == host['secret']",
    ),
    Probe(
        layer="descriptors",
        name="find a descriptor that was left open",
        statement="os.fstat(host['descriptor'])",
        behind=("a descriptor left", "the zygote's look at itself"),
    ),
    Probe(layer="frames", name="send three times as much as may be", statement="forge()", behind=(), setup=_FORGE),
)

_HOARD = (
    "def hoard(mib):\n    kept = [np.ones(2**20, np.uint8) for _ in range(mib)]\n    time.sleep(2)\n    return kept"
)
# The outer memory count is behind RLIMIT_DATA, so both runs remove RLIMIT_DATA.
WARM_PROBES = (
    Probe(
        layer="memory count",
        name="hoard five times the memory",
        statement="hoard(320)",
        behind=("memory",),
        setup=_HOARD,
    ),
    Probe(
        layer="memory count",
        name="hoard it where the daemon counts",
        statement="hoard(320)",
        behind=("memory", "control groups"),
        setup=_HOARD,
    ),
)
