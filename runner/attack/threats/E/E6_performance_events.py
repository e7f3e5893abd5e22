"""E6: Count and sample events of the processor.

perf_event_open has had serious bugs (CVE-2013-2094), and it is a precise clock for observing neighbours.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

import struct

# %% one's own process
for kind, what in ((0, 0), (0, 1), (1, 0), (1, 9), (3, 0), (4, 0)):
    attributes = struct.pack("<IIQ", kind, 112, what).ljust(40, b"\0") + struct.pack("<Q", 0b1100001) + bytes(64)
    answers("EPERM", "perf_event_open", attributes, 0, 2**64 - 1, 2**64 - 1, 0)
# %% everybody on one core
answers("EPERM", "perf_event_open", bytes(128), 2**64 - 1, 0, 2**64 - 1, 0)
answers("EPERM", "perf_event_open", 0, 1, 0, 0, 0)
# %% switched on and off for a process
answers("EPERM", "prctl", 31)
answers("EPERM", "prctl", 32)
