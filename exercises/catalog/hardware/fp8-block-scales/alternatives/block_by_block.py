import numpy as np

# the numbers of the codes 0 to 126
PARTS = (divmod(code, 8) for code in range(127))
TABLE = np.array([(8 + f if e else f) * 2.0 ** (max(e, 1) - 10) for e, f in PARTS])


def encode(x):
    flat = np.abs(x.ravel().astype(np.float64)).clip(0, TABLE[-1])
    above = np.searchsorted(TABLE, flat)  # the first number that isn't smaller
    below = np.maximum(above - 1, 0)
    up, down = TABLE[above] - flat, flat - TABLE[below]
    nearest = np.where((up < down) | (up == down) & (above % 2 == 0), above, below)
    nearest[np.signbit(x.ravel())] |= 128
    return nearest.astype(np.uint8).reshape(x.shape)


def quantise(X, rows, columns):
    n, m = X.shape
    codes = np.zeros((n, m), np.uint8)
    scales = np.ones((-(-n // rows), -(-m // columns)), np.float32)
    for a in range(len(scales)):
        for b in range(len(scales[0])):
            block = slice(a * rows, (a + 1) * rows), slice(b * columns, (b + 1) * columns)
            largest = np.abs(X[block]).max()
            if largest > 0:
                scales[a, b] = largest / 448
                codes[block] = encode(X[block] / scales[a, b])
    return codes, scales


def accumulate(partials, x_scales, w_scales, B):
    pieces = []
    for J, of_block in enumerate(w_scales.T):
        scales = x_scales.T * of_block[:, None]  # (k / B, n)
        pieces.append(np.einsum("bn,bnm->nm", scales, partials[:, :, J * B : (J + 1) * B]))
    return np.hstack(pieces)
