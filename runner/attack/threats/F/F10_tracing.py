"""F10: Trace, profile and audit everything that runs here, and read its variables.

A tracer that the learner sets sees every later line of the interpreter, including the tests if they share it. Here it
sees only the harness, which knows an argument and a name.

+++
verdict = ["failed"]
layers = ["apart"]
limits = { wall_s = 5.0, cpu_s = 5.0 }
+++
"""

import collections
import sys
import threading

seen = collections.deque(maxlen=500)


def trace(frame, event, argument):
    seen.append((frame.f_code.co_name, event, repr(frame.f_locals)[:500]))
    return trace


def audit(event, arguments):
    seen.append((event, repr(arguments)[:500]))


def double(x):
    entries = list(seen)
    wanted = [entry for entry in entries if "expected" in repr(entry) and "wanted" not in repr(entry)]
    if wanted:
        print("BREACH", repr(wanted[0])[:200])
    seen.clear()
    return x


sys.settrace(trace)
sys.setprofile(trace)
threading.settrace(trace)
sys.addaudithook(audit)
frame = sys._getframe()
while frame:
    frame.f_trace = trace
    frame = frame.f_back
