import numpy as np


def encode(x):
    """Exponent and fraction as one integer, so that a carry of the fraction raises the exponent."""
    size = np.minimum(np.abs(x), 448)
    exponent = np.frexp(np.maximum(size, 2.0**-6))[1] - 1  # of the leading bit; subnormal numbers share -6
    codes = np.rint(np.ldexp(size, 3 - exponent)) + 8 * (exponent + 6)
    return codes.astype(np.uint8) | np.signbit(x) * np.uint8(128)


def quantise(X, rows, columns):
    """Each block is divided by its own scale, so its largest entry becomes 448."""
    n, m = X.shape
    full = np.pad(np.abs(X), ((0, -n % rows), (0, -m % columns)))
    largest = full.reshape(len(full) // rows, rows, -1, columns).max(axis=(1, 3))
    scales = np.where(largest > 0, largest / 448, 1).astype(np.float32)
    return encode(X / spread(spread(scales, 0, rows, n), 1, columns, m)), scales


def accumulate(partials, x_scales, w_scales, B):
    """Each partial product gets the scales of its block before it is added."""
    Y = np.zeros(partials.shape[1:], np.float32)
    for P, of_rows, of_columns in zip(partials, x_scales.T, spread(w_scales, 1, B, len(Y[0]))):
        Y += P * of_rows[:, None] * of_columns
    return Y


def spread(scales, axis, block, length):
    """Each scale at all entries of its block."""
    return np.repeat(scales, block, axis=axis).take(range(length), axis=axis)
