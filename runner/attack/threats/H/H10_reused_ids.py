"""H10: Survive until the user id is given to the next cell: a daemon, its files, its threads.

User ids are limited and get reused. A process that still runs under one can signal its next user and counts against
that user's limits. A cell is therefore empty before its id is free, and no two cells have the same id at a time.

+++
script = true
layers = ["pidns", "single use", "identity", "seccomp"]
+++
"""

from concurrent.futures import ThreadPoolExecutor

LINGER = """
import ctypes
import os
import signal
import threading
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
for make in (os.fork, os.forkpty):
    try:
        if make() == 0:
            os.setsid()
            time.sleep(60)
    except OSError:
        pass


def stay():
    while True:
        time.sleep(0.1)


for _ in range(4):
    threading.Thread(target=stay, daemon=False).start()
open("/tmp/mine", "w").close()


def double(x):
    return x * 2
"""
COUNT = """
import os
import threading
import time

threading.stack_size(2**16)
release = threading.Event()
started = 0
try:
    for _ in range(64):
        threading.Thread(target=release.wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
time.sleep(0.4)
release.set()
print("threads", started, "files", len(os.listdir("/tmp")))


def double(x):
    return x * 2
"""


def attack(harness):
    usual = harness.grade(COUNT).report.output.strip()
    if not usual.startswith("threads "):
        return f"it could not be counted: {usual}"
    for _ in range(3):
        harness.grade(LINGER)
    with ThreadPoolExecutor(3) as pool:
        beside = list(pool.map(harness.grade, [LINGER, COUNT, COUNT]))
    for attempt in beside[1:]:
        if attempt.report.output.strip() != usual or not attempt.report.has_passed:
            return f"{attempt.report.verdict}: {attempt.report.output.strip()} instead of {usual}"
    return ""
