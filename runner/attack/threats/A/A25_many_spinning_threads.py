"""A25: Loop in as many threads as the limits allow.

CPU time is counted over all threads, so eight threads on eight cores reach the limit eight times sooner. They spin in
C without the interpreter's lock, because otherwise only one of them would run.

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
