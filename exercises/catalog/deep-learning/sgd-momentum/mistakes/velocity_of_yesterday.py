"""first_step

You step along the velocity from before this gradient. Update the velocity first, then step along the new one.
"""


def momentum_step(params, grads, velocity, lr, beta):
    params = {name: params[name] - lr * velocity[name] for name in params}
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    return params, velocity
