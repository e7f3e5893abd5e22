"""H8: Use in a second submission what the first has learned about the memory's layout.

Forks share addresses, canaries and the hash seed ("From Zygote to Morula"), so one run can learn the addresses that
the next one needs. It can only attack itself with them: the judge is another program with a layout of its own, and
jumping to a known address does nothing that a normal call could not.

+++
script = true
layers = ["apart", "seccomp", "single use"]
+++
"""

import ctypes

SPY = """
import ctypes

libc = ctypes.CDLL(None)
for name in ("getpid", "system", "execve", "mprotect"):
    print(name, ctypes.cast(getattr(libc, name), ctypes.c_void_p).value)
print("hash", hash("descent"))


def double(x):
    return x * 2
"""
AIM = """
import ctypes
import os

def double(x):
    if ctypes.CFUNCTYPE(ctypes.c_int)({getpid})() == os.getpid():
        print("the layout is the same")
    if ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)({system})(b"echo BREACH") not in (-1, 0x7F00):
        print("BREACH system")
    arguments = (ctypes.c_char_p * 2)(b"/python/bin/python3", None)
    if ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p)({execve})(
        b"/python/bin/python3", arguments, None
    ) != -1:
        print("BREACH execve")
    return x * 2
"""


def attack(harness):
    libc = ctypes.CDLL(None)
    ours = {name: ctypes.cast(getattr(libc, name), ctypes.c_void_p).value for name in ("getpid", "system", "execve")}
    for _ in range(3):
        spied = harness.grade(SPY).report
        if not spied.has_passed:
            return f"{spied.verdict}: {spied.message}"
        known = dict(line.split() for line in spied.output.splitlines() if line)
        if any(int(known[name]) == ours[name] for name in ours) or int(known["hash"]) == hash("descent"):
            return "a cell has the judge's own layout"
        aimed = harness.grade(AIM.format(**known)).report
        if "BREACH" in aimed.output or (not aimed.has_passed and aimed.verdict != "error"):
            return f"{aimed.verdict}: {aimed.message} {aimed.output}"
    return ""
