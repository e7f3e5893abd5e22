import numpy as np


def momentum_step(params, grads, velocity, lr, beta):
    """One step of SGD with momentum.

    params, grads, velocity: dicts of arrays with the same names and shapes

    Returns (params, velocity), two new dicts.

    With params = {"w": [1, -2]}, grads = {"w": [2, 4]}, velocity = {"w": [0, 0]}, lr = 0.5 and beta = 0.9
    the result is ({"w": [0.9, -2.2]}, {"w": [0.2, 0.4]}).
    """
    raise NotImplementedError("return params, velocity")
