"""F16: Detect whether the run counts, and give right answers only if it does.

By shape, size, number of calls or time: code may be right at first and wrong later. A try run and a submission use the
same harness, sizes are mixed and drawn again, and a try run never counts.

+++
verdict = ["failed"]
layers = ["checks", "fresh inputs"]
+++
"""

import os
import time

# %% by the number of the call
calls = []


def double(x):
    calls.append(1)
    return x * 2 if len(calls) < 3 else x


# %% by the number of the call, from behind
calls = []


def double(x):
    calls.append(1)
    return x if len(calls) == 14 else x * 2


# %% by shape
double = lambda x: x * 2 if x.shape == (3,) else x
# %% by size
double = lambda x: x * 2 if abs(x).max() < 1e6 else x
# %% by dtype
double = lambda x: x * 2 if x.dtype.kind == "f" else x
# %% by time
started = time.monotonic()


def double(x):
    time.sleep(0.03)
    return x * 2 if time.monotonic() - started < 0.15 else x


# %% by the mode, in the environment
double = lambda x: x * 2 if "try" in str(os.environ) else x
