import numpy as np


def structured_arrays():
    table = np.array([("a", 3), ("b", 1)], dtype=[("name", "U4"), ("n", "i4")])
    table.sort(order="n")
    days = np.diff(np.array(["2026-02-28", "2026-03-01"], dtype="datetime64[D]"))
    masked = np.ma.masked_greater([1, 5, 2], 4)
    return table["name"].tolist(), int(days[0].astype(int)), float(masked.mean())
