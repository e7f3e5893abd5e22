"""A28: Crash while holding a lot of memory, and leave a core file with its contents.

The host's `core_pattern` decides where a core file is written. It may pipe the file into a program that runs as root
outside. A limit of 0 does not prevent that, but a process that isn't dumpable does.

+++
verdict = ["error"]
message = "ended with an abort|ended with a segmentation fault"
prelude = "probe.py"
layers = ["rlimits", "identity", "seccomp"]
+++
"""

import resource

if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0):
    print("BREACH core size")
refused("core size", lambda: resource.setrlimit(resource.RLIMIT_CORE, (2**30, 2**30)), "EPERM", "ValueError")
refused("dumpable", lambda: syscall(157, 4, 1, 0, 0, 0), "EPERM")
if libc.prctl(3, 0, 0, 0, 0) != 0:
    print("BREACH dumpable")
kept = bytearray(2**26)
# %% by abort
os.abort()
# %% by a bad pointer
ctypes.string_at(0)
