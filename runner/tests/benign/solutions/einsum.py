import numpy as np


def einsum(a, b, c):
    return (
        np.einsum("ij,jk,kl->il", a, b, c, optimize=True),
        np.einsum("ij,ij->i", a, a),
        float(np.einsum("ii", a @ a.T)),
        np.tensordot(a, b, axes=([1], [0])),
    )
