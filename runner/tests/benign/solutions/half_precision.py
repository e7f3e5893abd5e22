import numpy as np


def half_precision():
    with np.errstate(over="ignore"):
        infinite = np.float16(60_000) * np.float16(2)
    return infinite, np.finfo(np.float16).eps, np.ones(2049, np.float16).cumsum(dtype=np.float16)[-1]
