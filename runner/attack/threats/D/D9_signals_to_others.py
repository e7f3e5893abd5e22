"""D9: Signal a process outside.

A process on the host waits for any signal, while the submission signals its number, all numbers, and the groups of all
numbers, with every call that there is.

+++
script = true
layers = ["pidns", "seccomp", "identity", "landlock"]
+++
"""

import os
import subprocess
import sys

SOURCE = """
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
X86 = os.uname().machine == "x86_64"
TKILL, TGKILL, QUEUE, TGQUEUE, GETPGID = (200, 234, 129, 297, 121) if X86 else (130, 131, 138, 240, 155)
VICTIM = {pid}
KILL, ASK = int(signal.SIGKILL), 0  # where the attack succeeds, it shall hurt its victim only
for pid in (VICTIM, -VICTIM, -1, 1, {judge}, *range(3, 200)):
    for call in (os.kill, os.killpg):
        try:
            call(pid, KILL if abs(pid) == VICTIM else ASK)
            print("BREACH", pid)
        except (OSError, OverflowError):
            pass
for number, arguments in ((TKILL, (VICTIM, KILL)), (TGKILL, (VICTIM, VICTIM, KILL)),
                          (QUEUE, (VICTIM, KILL, bytes(128))),
                          (TGQUEUE, (VICTIM, VICTIM, KILL, bytes(128))), (TGKILL, (1, 1, ASK)), (TGKILL, (3, 3, ASK)),
                          (424, (0, KILL, None, 0)), (434, (VICTIM, 0)), (434, (1, 0)), (GETPGID, (VICTIM,))):
    if libc.syscall(number, *arguments) >= 0 and arguments[0] != 1:  # the init of one's own namespace may be asked
        print("BREACH", number, arguments[:2])
try:
    import fcntl

    fcntl.fcntl(3, fcntl.F_SETOWN, VICTIM)
    print("BREACH F_SETOWN")
except OSError:
    pass


def double(x):
    return x * 2
"""


def attack(harness):
    waiting = [sys.executable, "-c", "import signal, sys; print(flush=True); signal.pause()"]
    with subprocess.Popen(waiting, stdout=subprocess.PIPE) as victim:
        try:
            victim.stdout.readline()
            attempt = harness.grade(SOURCE.format(pid=victim.pid, judge=os.getpid()))
            reached = victim.poll()
        finally:
            victim.kill()
    if reached is not None:
        return f"a process of the host was ended from a cell: {reached}"
    return attempt.breach
