"""H15: Crash again and again, until the process that makes cells gives up or ends a neighbour's cell.

A supervisor that restarts at once can use a whole core, and one that counts all crashes together lets one learner stop
the site for everyone. A crash affects only its own cell, and the submissions beside it finish.

+++
script = true
layers = ["single use", "pidns", "clock"]
+++
"""

from concurrent.futures import ThreadPoolExecutor

from runner.attack.report_checks import leaks
from runner.protocol import Verdict

CRASHES = {
    "a segmentation fault": "import ctypes; ctypes.string_at(0)",
    "an abort": "import os; os.abort()",
    "a kill": "import signal; signal.raise_signal(signal.SIGKILL)",
    "a trap": "import signal; signal.raise_signal(signal.SIGTRAP)",
    "an exit": "import os; os._exit(0)",
    "an exit as by a signal": "import os; os._exit(137)",
    "another ABI": "import ctypes; ctypes.CDLL(None).syscall(0x40000027); import os; os._exit(1)",
    "a broken heap": "import ctypes; ctypes.CDLL(None).free(ctypes.c_void_p(id(0) + 8))",
    "a lost channel": "import os; os.close(4); os.close(3); os._exit(3)",
    "memory": "x = [bytearray(2**20) for _ in range(10**6)]",
    "an illegal instruction": "import signal; signal.raise_signal(signal.SIGILL)",
}
PATIENT = """
import time


def double(x):
    time.sleep(0.05)
    return x * 2
"""


def attack(harness):
    with ThreadPoolExecutor(1) as pool:
        beside = [pool.submit(harness.grade, PATIENT) for _ in range(6)]
        for name, crash in CRASHES.items():
            for source in (crash, f"def double(x):\n    {crash}"):
                attempt = harness.grade(source)
                if attempt.report.verdict not in (Verdict.ERROR, Verdict.MEMORY):
                    return f"{name} came to {attempt.report.verdict}: {attempt.report.message}"
                if leak := next(leaks(attempt), ""):
                    return f"{name}: {leak}"
        for one in beside:
            if not one.result().report.has_passed:
                return f"beside a crash, an honest submission came to {one.result().report.message}"
    return ""
