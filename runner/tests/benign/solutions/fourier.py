import numpy as np


def fourier(a, b):
    size = len(a) + len(b) - 1
    product = np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size)
    return product, np.fft.fft2(np.ones((2, 2))).real, np.fft.fftfreq(4)
