"""A25: Spin in as many threads as there may be.

CPU time is counted over all threads, so eight of them on eight cores end eight times sooner, not later. They spin in
C without the interpreter's lock, for otherwise only one would.

+++
verdict = ["timeout"]
message = "of computing"
layers = ["rlimits", "clock"]
limits = { wall_s = 12.0, cpu_s = 1.0 }
+++
"""

import hashlib
import threading

DATA = bytes(2**20)


def spin():
    while True:
        hashlib.sha256(DATA).digest()


def double(x):
    for _ in range(6):
        threading.Thread(target=spin, daemon=True).start()
    spin()
