"""A16: Overflow the stack, Python's or C's.

Python counts its own calls and can be told not to. C code that recurses reaches the guard page. Either way the process
ends, and the verdict says that the learner's code ended it.

+++
verdict = ["error", "memory"]
layers = ["rlimits", "apart"]
limits = { memory_mib = 48, wall_s = 6.0, cpu_s = 6.0 }

[part]
"Python calls" = { verdict = ["error", "memory", "timeout"] }
+++
"""

import copy
import itertools
import json
import pickle
import re
import sys

sys.setrecursionlimit(2**31 - 1)
# %% Python calls
double = lambda x: double(x)


# %% through C
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __repr__(self):
        return repr([self])


double = lambda x: repr(Deep())


# %% a finaliser of a million links
def double(x):
    link = None
    for _ in range(1_000_000):
        link = itertools.chain([], link or [])
    return list(link) + [1][2]


# %% nested JSON
double = lambda x: json.loads("[" * 10**6)
# %% a nested pattern
double = lambda x: re.compile("(" * 10**5 + ")" * 10**5)


# %% a deep copy
def double(x):
    nested = []
    for _ in range(10**5):
        nested = [nested]
    return pickle.dumps(copy.deepcopy(nested))
