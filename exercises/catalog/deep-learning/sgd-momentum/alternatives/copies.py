import numpy as np


def momentum_step(params, grads, velocity, lr, beta):
    new_params = {name: value.copy() for name, value in params.items()}
    new_velocity = {name: np.array(value) for name, value in velocity.items()}
    for name, v in new_velocity.items():
        v += (1 - beta) * (grads[name] - v)
        new_params[name] -= lr * v
    return new_params, new_velocity
