"""What each layer stands against, as a learner's code."""

from __future__ import annotations

from dataclasses import dataclass

from runner.protocol import Limits

DONE = "done"
_LIMITS = Limits(wall_s=20, cpu_s=10, memory_mib=64, processes=6, output_kib=16, value_mib=1, disk_mib=1)


@dataclass(frozen=True, slots=True)
class Probe:
    """``behind`` are the layers in front of it. ``root``: an ordinary user could not do it with every layer out."""

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
    Probe("utsns", "read the host's name", "assert os.uname().nodename == host['name']"),
    Probe("cgroupns", "be in the host's namespace of control groups",
          "assert os.readlink('/host/proc/self/ns/cgroup') == host['cgroupns']", ("mounts", "landlock")),
    Probe("identity", "mount a file system", "must(libc.mount(b't', b'/tmp', b'tmpfs', 0, None))", _KERNEL),
    Probe("identity", "become another user", "os.setuid(4242 if os.getuid() == 0 else 0)", ("seccomp",), root=True),
    Probe("seccomp", "fork", "os.fork() or os._exit(0)"),
    Probe("seccomp", "make a pipe", "os.pipe()"),
    Probe("seccomp", "open a socket", "socket.socket(socket.AF_UNIX)"),
    Probe("seccomp", "make a file in memory", "os.memfd_create('x')"),
    Probe("seccomp", "ask for a keyring", "must(libc.syscall(250, 0, ctypes.c_long(-3), 0))"),
    Probe("seccomp", "lock a file", "__import__('fcntl').flock(os.open('/tmp/x', os.O_RDWR | os.O_CREAT), 2)"),
    Probe("landlock", "write where a mount was left open", "open(f'/open/{time.time_ns()}', 'w').write('x')",
          ("an open mount",)),
    Probe("landlock", "read a file that nothing else closes", "open('/sealed').read()"),
    Probe("memory", "allocate twice the memory", "assert np.ones(2**27, np.uint8)[-1]"),
    Probe("processes", "start twice the threads",
          "[threading.Thread(target=hold.wait, daemon=True).start() for _ in range(12)]",
          (), "threading.stack_size(2**17)\nhold = threading.Event()"),
    Probe("cpu", "compute beyond the limit", "burn()", (),
          "def burn():\n    end = time.process_time() + 3\n    while time.process_time() < end: pass",
          Limits(wall_s=20, cpu_s=1)),
    Probe("open files", "open 100 files", "kept = [open('/dev/null') for _ in range(100)]"),
    Probe("file size", "write a file over the limit", "open('/tmp/x', 'wb').write(bytes(3 * 2**20))", ("disk",)),
    Probe("disk", "fill the disk", "[open(f'/tmp/{n}', 'wb').write(bytes(2**19)) for n in range(6)]"),
    Probe("disk", "make more files than there may be", "[open(f'/tmp/{n}', 'w').close() for n in range(1500)]"),
    Probe("output cap", "print twice the limit", "os.write(1, b'x' * 2**15)"),
    Probe("environment", "read a variable of ours", "assert os.environ['DESCENT_SABOTAGE_SECRET'] == host['secret']"),
    Probe("descriptors", "find a descriptor that was left open", "os.fstat(host['descriptor'])",
          ("a descriptor left", "the zygote's look at itself")),
    Probe("frames", "send three times as much as may be", "forge()", (), _FORGE),
)  # fmt: skip

_HOARD = (
    "def hoard(mib):\n    kept = [np.ones(2**20, np.uint8) for _ in range(mib)]\n    time.sleep(2)\n    return kept"
)
# Behind RLIMIT_DATA, which is therefore out in both runs: whoever counts the cell's memory from outside.
WARM_PROBES = (
    Probe("memory count", "hoard five times the memory", "hoard(320)", ("memory",), _HOARD),
    Probe("memory count", "hoard it where the daemon counts", "hoard(320)", ("memory", "control groups"), _HOARD),
)
