import math

import numpy as np


def value_and_grads(x):
    rows = []
    for t in x:
        a = t * t
        c = math.exp(math.sin(a))
        d_a = t * c * math.cos(a)
        rows.append((c * t, t, c * t, d_a, c + d_a * t + t * d_a))
    value, d_c, d_b, d_a, d_x = np.array(rows).T
    return value, {"c": d_c, "b": d_b, "a": d_a, "x": d_x}
