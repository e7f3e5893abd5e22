"""H4: Find descriptors that were open before: a control socket, an epoll, a log, the broker's.

kernelbot's cheat tries all numbers. A fork inherits every descriptor that nobody closed, and so does a cell that
follows a submission which left many open.

+++
verdict = ["passed"]
prelude = "probe.py"
together = true
layers = ["environment", "single use"]
+++
"""

import fcntl
import stat


def look():
    for descriptor in range(4096):
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue
        kind = os.O_ACCMODE & fcntl.fcntl(descriptor, fcntl.F_GETFL)
        wanted = {0: (stat.S_ISCHR, None), 1: (stat.S_ISFIFO, os.O_WRONLY), 2: (stat.S_ISFIFO, os.O_WRONLY),
                  3: (stat.S_ISFIFO, os.O_RDONLY), 4: (stat.S_ISFIFO, os.O_WRONLY)}  # fmt: skip
        if descriptor not in wanted:
            print("BREACH", descriptor, "is open:", oct(mode))
        elif not wanted[descriptor][0](mode) or wanted[descriptor][1] not in (None, kind):
            print("BREACH", descriptor, "is", oct(mode), kind)
    if os.fstat(0).st_rdev != os.makedev(1, 3):
        print("BREACH the input is", os.fstat(0).st_rdev)


# %% look, and leave many open
look()
kept = []
try:
    while True:
        kept.append(os.open("/dev/null", os.O_RDWR))
        os.set_inheritable(kept[-1], True)
except OSError:
    pass
# %% look again
look()
