"""A13: The same with millions of small objects.

The interpreter allocates them in its own arenas, a few bytes at a time, so no single request looks large.

+++
verdict = ["memory"]
layers = ["rlimits"]
limits = { memory_mib = 48, cpu_s = 10.0, wall_s = 15.0 }
+++
"""


# %% a list that grows
def double(x):
    kept = []
    while True:
        kept.append([object()])


# %% a string that grows
def double(x):
    kept = {}
    while True:
        kept[len(kept)] = str(len(kept)) * 100
