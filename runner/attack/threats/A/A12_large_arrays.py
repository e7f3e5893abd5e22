"""A12: Allocate and touch memory until there is none.

On a host without limits the kernel then kills the process that looks largest, which may be the database. Here the
learner's own limit is reached, and the learner is told so.

+++
verdict = ["memory"]
layers = ["rlimits"]
+++
"""

import numpy as np

# %% in one array
double = lambda x: np.ones(10**9)


# %% in many
def double(x):
    kept = []
    while True:
        kept.append(np.ones(10**6))


# %% in bytes
def double(x):
    kept = bytearray()
    while True:
        kept += bytes(2**22)
