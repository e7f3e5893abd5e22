"""B13: Change the array from another thread while it is being sent.

If size and content are read at two different times, they can disagree, and a reader that trusts the first reads past
the end. The judge uses the bytes that were sent.

+++
verdict = ["failed", "bad_value", "error", "passed"]
layers = ["frames", "apart"]
+++
"""

import threading

import numpy as np


def forever(change):
    while True:
        try:
            change()
        except Exception:
            pass


# %% its entries
out = np.zeros(100_000)
threading.Thread(target=forever, args=(lambda: out.fill(np.random.rand()),), daemon=True).start()
double = lambda x: out
# %% its shape
out = np.zeros(100_000)


def reshape():
    out.shape = (100, 1000)
    out.shape = (100_000,)
    out.resize(10, refcheck=False)
    out.resize(100_000, refcheck=False)


threading.Thread(target=forever, args=(reshape,), daemon=True).start()
double = lambda x: out
# %% the length of a list
out = [0.0] * 1000


def change():
    out.extend([1.0] * 1000)
    del out[1000:]


threading.Thread(target=forever, args=(change,), daemon=True).start()
double = lambda x: [out, out, out]
