import numpy as np


def backprop(x, y, W1, W2):
    hidden = np.tanh(x @ W1)
    error = hidden @ W2 - y
    loss = 0.5 * np.sum(error**2)
    dW2 = hidden.T @ error
    dW1 = x.T @ ((error @ W2.T) * (1 - hidden**2))
    return loss, dW1, dW2
