"""first_step

You add the velocity to the parameters. The gradient points uphill: subtract.
"""


def momentum_step(params, grads, velocity, lr, beta):
    velocity = {name: beta * velocity[name] + (1 - beta) * grads[name] for name in params}
    params = {name: params[name] + lr * velocity[name] for name in params}
    return params, velocity
