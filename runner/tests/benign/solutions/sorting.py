import heapq

import numpy as np


def quicksort(x):
    if len(x) <= 1:
        return x
    pivot, *rest = x
    return quicksort([y for y in rest if y < pivot]) + [pivot] + quicksort([y for y in rest if y >= pivot])


def sorting(x):
    a = np.array(x)
    return {
        "own": quicksort(x),
        "heap": heapq.nsmallest(len(x), x),
        "argsort": a[np.argsort(a, kind="stable")],
        "partition": float(np.partition(a, 2)[2]),
        "lexsort": np.lexsort((a, a > 0)),
        "unique": np.unique(np.round(a)),
    }
