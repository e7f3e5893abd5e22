# The penalty's gradient lacks the factor 2 of the derivative of w squared.
import numpy as np


def penalise(loss, grads, params, decay):
    total = loss
    new = {}
    for name, w in params.items():
        if w.ndim >= 2:
            total = total + decay * np.sum(w**2)
            new[name] = grads[name] + decay * w
        else:
            new[name] = grads[name].copy()
    return float(total), new
