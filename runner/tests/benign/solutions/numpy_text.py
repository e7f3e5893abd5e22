import io

import numpy as np


def numpy_text(a):
    np.save("/tmp/a.npy", a)
    np.savez("/tmp/b.npz", first=a, second=2 * a)
    stream = io.StringIO()
    np.savetxt(stream, a)
    stream.seek(0)
    with np.load("/tmp/b.npz") as kept:
        return np.load("/tmp/a.npy"), kept["second"], np.loadtxt(stream), np.array2string(a[:1], precision=2)
