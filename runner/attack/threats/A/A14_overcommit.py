"""A14: Ask for memory and never touch it.

Linux grants more memory than it has. The limit counts what was granted, so the request itself fails.

+++
verdict = ["memory"]
layers = ["rlimits"]
+++
"""

import mmap

import numpy as np

# %% 8 TB
double = lambda x: np.empty(10**12)[0]
# %% twice the limit
double = lambda x: np.empty(2 * 128 * 2**17)[0]


# %% as a map of its own
def double(x):
    try:
        mmap.mmap(-1, 2**38, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError as error:
        raise MemoryError from error
    print("BREACH 256 GiB reserved")
