import numpy as np


def sinusoidal_positions(positions, d):
    # e^(i a) = cos a + i sin a: the sine is the imaginary part
    rates = 10000.0 ** (-2.0 * np.arange(d // 2) / d)
    turns = np.exp(1j * positions[..., np.newaxis] * rates)
    return np.stack((turns.imag, turns.real), -1).reshape(positions.shape + (d,))
